answer rack = VXLANCrossSubnet
answer rack-bytes = 0
answer provider = VXLANCrossSubnet
answer provider-bytes = 64
answer provider-mtu = 1450
answer own = None (routes)
answer own-bytes = 0
answer own-who = the nodes and the routers
