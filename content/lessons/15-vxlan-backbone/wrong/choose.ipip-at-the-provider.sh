answer rack = VXLANCrossSubnet
answer rack-bytes = 0
answer provider = IPIP
answer provider-bytes = 20
answer provider-mtu = 1480
answer own = None (routes)
answer own-bytes = 0
answer own-who = the nodes and the routers
