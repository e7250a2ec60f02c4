# netplan get and generate: the merged YAML, its parts, the files for networkd
mkdir -p r/etc/netplan
cat > r/etc/netplan/50-cloud-init.yaml <<'Y'
network:
    ethernets:
        lo:
          addresses:
          - 10.0.0.1/32
        ens33:
            addresses:
            - 192.168.8.10/24
            routes:
            - to: default
              via: 192.168.8.2
            nameservers:
              addresses:
              - 8.8.8.8
              - 0.0.0.0
        ens37:
            addresses:
            - 192.168.16.1/24
        ens38:
            addresses:
            - 192.168.18.1/24
    version: 2
Y
chmod 600 r/etc/netplan/*
netplan get --root-dir r
netplan get --root-dir r all | wc -l
netplan get --root-dir r network.ethernets.ens33
netplan get --root-dir r ethernets.ens33.addresses
netplan get --root-dir r ethernets.ens33.routes
netplan get --root-dir r ethernets.lo
netplan get --root-dir r network.version
netplan get --root-dir r version
netplan get --root-dir r ethernets.nope; echo $?
netplan generate --root-dir r; echo $?
ls r/run/systemd/network
cat r/run/systemd/network/*.network
# a second file, in lexical order
cat > r/etc/netplan/60-more.yaml <<'Y'
network:
  renderer: networkd
  version: 2
  ethernets:
    ens37:
      optional: true
      mtu: 1400
      dhcp4: no
      dhcp6: false
      accept-ra: no
      link-local: []
      macaddress: 02:00:00:00:00:01
      nameservers: {search: [a.b, c], addresses: ["8.8.8.8", 2001:db8::1]}
      routes:
      - {to: 10.1.0.0/16, via: 10.0.0.1, metric: 100, on-link: true, table: 100, from: 10.0.0.9, mtu: 1300}
      - {to: 10.2.0.0/16, scope: link}
      - {to: 10.3.0.0/16, type: blackhole}
      - {to: 10.5.0.0/16}
      - {to: 10.4.0.5, via: 10.0.0.1, type: unicast, scope: global}
      - {to: 0.0.0.0/0, via: 10.0.0.1, metric: 5}
      addresses: [10.0.0.1/24, '10.0.0.5/24', "2001:db8::2/64", 10.0.0.1/24]
    ens39: {addresses: [10.9.0.1/30]}
Y
chmod 600 r/etc/netplan/*
netplan get --root-dir r
netplan get --root-dir r ethernets.ens37.link-local
netplan get --root-dir r ethernets.ens37.optional
netplan generate --root-dir r; echo $?
ls r/run/systemd/network
cat r/run/systemd/network/*ens37*
rm r/etc/netplan/*
netplan get --root-dir r; echo $?
netplan generate --root-dir r; echo $?
ls r/run/systemd/network
netplan; echo $?
netplan nope; echo $?
