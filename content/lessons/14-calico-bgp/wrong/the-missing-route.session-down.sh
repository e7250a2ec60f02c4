answer told = yes
answer path = 64513 64512
answer rule = a session that is down
