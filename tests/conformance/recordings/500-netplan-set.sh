# netplan set, get KEY: what it writes where, what it refuses, and help
mkdir -p r/etc/netplan
netplan set --root-dir=r ethernets.ens33.addresses=[192.168.18.2/24]; echo $?
ls -l r/etc/netplan | cut -c1-10,40-
cat r/etc/netplan/*
netplan set --root-dir r network.ethernets.ens33.mtu=1400; echo $?
cat r/etc/netplan/*
netplan set --root-dir r ethernets.ens33.addresses=[10.0.0.5/24]
cat r/etc/netplan/*
netplan set --root-dir r ethernets.ens33.mtu=NULL; echo $?
cat r/etc/netplan/*
netplan set --root-dir r 'ethernets.ens37={addresses: [10.1.0.1/24, "10.1.0.2/24"], routes: [{to: default, via: 10.1.0.254}]}'; echo $?
cat r/etc/netplan/*
netplan get --root-dir r ethernets.ens37
netplan get --root-dir r ethernets.ens37.routes
netplan get --root-dir r ethernets.ens37.addresses
netplan get --root-dir r ethernets.ens99
netplan get --root-dir r ethernets.ens37.routes.via
netplan get --root-dir r renderer
netplan get --root-dir r bridges
netplan set --root-dir r 'ethernets.ens37.routes=[{to: 10.2.0.0/16, via: 10.1.0.253, metric: 5}]'
cat r/etc/netplan/*
netplan set --root-dir r ethernets.ens33=NULL; echo $?
cat r/etc/netplan/*
netplan set --root-dir r ethernets.ens37=null
ls r/etc/netplan; cat r/etc/netplan/*
# a file that is there keeps what it defines
cat > r/etc/netplan/50-cloud-init.yaml <<'Y'
# a comment
network:
    ethernets:
        ens33:
            addresses:
            - 192.168.18.2/24
            routes:
            - to: default
              via: 192.168.18.1
    version: 2
Y
chmod 600 r/etc/netplan/*
netplan set --root-dir r ethernets.ens33.mtu=9000
ls r/etc/netplan; cat r/etc/netplan/*
netplan set --root-dir r ethernets.ens38.dhcp4=true
ls r/etc/netplan; cat r/etc/netplan/*
netplan set --root-dir r ethernets.ens33.optional=true
netplan set --root-dir r ethernets.ens33.nameservers.addresses=[8.8.8.8,1.1.1.1]
netplan set --root-dir r ethernets.ens33.nameservers.search=[a.b]
cat r/etc/netplan/50*
netplan set --root-dir r renderer=networkd
ls r/etc/netplan; cat r/etc/netplan/*
netplan set --root-dir r --origin-hint=90-mine ethernets.ens33.addresses=[10.9.0.1/24]; echo $?
ls r/etc/netplan; cat r/etc/netplan/90*
netplan get --root-dir r
netplan set --root-dir r network.ethernets.ens33=NULL
ls r/etc/netplan; cat r/etc/netplan/*
netplan set --root-dir r network=NULL; echo $?
ls r/etc/netplan
# two files say something of one card; a renderer of its own
w() { cat > r/etc/netplan/$1; chmod 600 r/etc/netplan/$1; }
w 10-a.yaml <<'Y'
network: {version: 2, renderer: networkd, ethernets: {e0: {addresses: [10.0.0.1/24]}, e1: {mtu: 1400}}}
Y
w 20-b.yaml <<'Y'
network: {version: 2, ethernets: {e0: {addresses: [10.0.0.2/24]}, e2: {mtu: 1300}}}
Y
netplan set --root-dir r ethernets.e0.mtu=1500
head -50 r/etc/netplan/*
netplan set --root-dir r ethernets.e1.optional=yes
head -50 r/etc/netplan/*
netplan set --root-dir r network.renderer=NULL
head -50 r/etc/netplan/*
netplan set --root-dir r --origin-hint 20-b ethernets.e1.mtu=1350
head -50 r/etc/netplan/*
netplan set --root-dir r 'ethernets={e3: {mtu: 1280}, e4: {dhcp4: no}}'
netplan set --root-dir r 'ethernets.e1\.5.mtu=1200'
head -50 r/etc/netplan/70*
netplan set --root-dir r ethernets.e4.mtu=; echo $?
netplan set --root-dir r ethernets.e4.addresses=~; echo $?
netplan get --root-dir r ethernets.e4
netplan get --root-dir r 'ethernets.e1\.5'
netplan set --root-dir r ethernets=NULL
ls r/etc/netplan
netplan set --root-dir r renderer=networkd
ls r/etc/netplan; cat r/etc/netplan/*
netplan set --root-dir r --origin-hint x renderer=networkd
ls r/etc/netplan; cat r/etc/netplan/x.yaml
netplan set --root-dir r network=NULL; ls r/etc/netplan
# the owner reads, and nobody else
w 10-a.yaml <<'Y'
network: {version: 2, ethernets: {e0: {addresses: [10.0.0.1/24]}}}
Y
chmod 644 r/etc/netplan/10-a.yaml
clean() { sed 's/:[0-9]*): /:N): /; s/: [0-9:.]*: /: TIME: /'; }
netplan get --root-dir r 2>&1 | clean
netplan generate --root-dir r 2>&1 | clean
netplan set --root-dir r ethernets.e0.mtu=1400 2>&1 | clean
stat -c %a r/etc/netplan/10-a.yaml
netplan set --root-dir r network=NULL 2>/dev/null; ls r/etc/netplan
# what it refuses
netplan set --root-dir r ethernets.ens33.addresses=[10.0.0.300/24] 2>&1 | tail -3
netplan set --root-dir r ethernets.ens33.addresses=[10.0.0.3] 2>&1 | tail -3
netplan set --root-dir r ethernets.ens33.adresses=[10.0.0.3/24] 2>&1 | tail -3
netplan set --root-dir r ethernets.ens33.mtu=big 2>&1 | clean
netplan set --root-dir r ethernets.ens33.optional=maybe 2>&1 | tail -3
netplan set --root-dir r ethernets.ens33 2>&1 | tail -3
netplan set --root-dir r; echo $?
netplan set --root-dir r a=b c=d 2>&1 | tail -3
netplan set --root-dir r ethernet.ens33.mtu=1 2>&1 | tail -3
netplan set --root-dir r version=3 2>&1 | tail -3
netplan set --root-dir r 'ethernets.ens33.addresses=[10.0.0.1/24' 2>&1 | tail -3
netplan set --root-dir r --origin-hint= ethernets.ens33.mtu=1 2>&1 | tail -3
netplan set --frob --root-dir r a=b 2>&1 | tail -3
netplan set --help; echo $?
netplan get --help; echo $?
netplan get a b; echo $?
netplan get --frob; echo $?
netplan generate --help; echo $?
netplan generate --frob; echo $?
netplan generate a; echo $?
netplan try --help; echo $?
netplan try --timeout x; echo $?
netplan try --timeout; echo $?
netplan apply --help; echo $?
netplan status --help; echo $?
netplan info --help; echo $?
netplan info; echo $?
netplan info --yaml
netplan info --json
netplan ip --help; echo $?
netplan ip; echo $?
netplan rebind --help; echo $?
netplan --frob; echo $?
netplan --debug; echo $?
netplan help; echo $?
netplan help 2>/dev/null | wc -l
netplan -h | head -2
netplan get -h | tail -3
netplan try --timeout=5x; echo $?
netplan set --origin; echo $?
netplan set --orig x; echo $?
netplan generate help; echo $?
netplan try help; echo $?
ls r/etc/netplan; cat r/etc/netplan/* 2>/dev/null
