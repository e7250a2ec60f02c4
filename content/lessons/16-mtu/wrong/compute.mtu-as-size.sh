answer none = 1500
answer ipip = 1480
answer vxlan = 1450
answer wireguard = 1440
answer ping = 1450
