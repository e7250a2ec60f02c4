#!/bin/bash
# calico-vxlan: what Felix sets up on a node of this lab for the encapsulation VXLANCrossSubnet: a device, and a way to the other node's block.
set -e
case $(hostname) in
  kubeadm1) me=10.245.0.75 mac=66:4a:1e:00:00:01 underlay=192.168.16.101
    peer=10.245.0.197 peermac=66:4a:1e:00:00:02 peerunderlay=192.168.17.101 block=10.245.0.192/26 ;;
  kubeadm2) me=10.245.0.197 mac=66:4a:1e:00:00:02 underlay=192.168.17.101
    peer=10.245.0.75 peermac=66:4a:1e:00:00:01 peerunderlay=192.168.16.101 block=10.245.0.64/26 ;;
  *) echo "calico-vxlan: for kubeadm1 and kubeadm2 only" >&2; exit 1 ;;
esac
ip link add vxlan.calico address "$mac" mtu 1450 type vxlan id 4096 dev ens33 local "$underlay" dstport 4789 nolearning
ip addr add "$me/32" dev vxlan.calico
ip link set vxlan.calico up
ip neigh add "$peer" lladdr "$peermac" dev vxlan.calico nud permanent
bridge fdb append "$peermac" dev vxlan.calico dst "$peerunderlay"
ip route add "$block" via "$peer" dev vxlan.calico proto 80 onlink
