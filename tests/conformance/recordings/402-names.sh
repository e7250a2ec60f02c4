# [21] names and abbreviations
ip link add a type veth peer name b
ip link set a up
ip link set dev a up
ip link set dev b up
ip a
ip l sh dev a
ip link show a
ip link show dev up
ip link add up type veth peer name down
ip link set dev up up
ip link set up up
ip link set up down
ip -br l
ip link add verylongname16ch type bridge
ip link add verylongname15c type bridge
ip link set verylongname15c name x
ip link add x.y type bridge
ip link add x-y_z type bridge
ip link add "x y" type bridge
ip link add x/y type bridge
ip link add .. type bridge
ip link add x type bridge
ip link set x name a
ip link set dev a down
ip link set dev a name lan0
ip -o l
ip ad sh lan0
ip addr list lan0
ip addr lst lan0
ip addres show lan0
ip address show lan0
ip r l
ip rou get 127.1
ip ne
ip nei s
ip neighb
ip ru
ip rule l
ip rul list
ip li
ip lin s lan0
ip maddr show dev lo
ip lnk
ip link shw
ip link show veryveryverylongalternativename
ip link set veryveryverylongalternativename up
ip link
