answer rack = VXLANCrossSubnet
answer rack-bytes = 0
answer provider = None (routes)
answer provider-bytes = 0
answer provider-mtu = 1500
answer own = None (routes)
answer own-bytes = 0
answer own-who = the nodes and the routers
