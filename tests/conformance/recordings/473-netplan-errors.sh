# netplan generate: mistakes, each at its line and column
mkdir -p r/etc/netplan
try() { cat > r/etc/netplan/50-a.yaml; chmod 600 r/etc/netplan/*; netplan generate --root-dir r; echo "status $?"; }
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      adresses: [10.0.0.1/24]
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      addresses: [10.0.0.1]
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      addresses: [10.0.0.1/33]
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      addresses: ["fe80::1/129"]
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      addresses: [nope/24]
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      addresses: [10.0.0.300/24]
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      addresses: 10.0.0.1/24
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      addresses: [10.0.0.1/x]
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      addresses: [[a]]
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      gateway4: foo
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      gateway6: 10.0.0.1
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      mtu: big
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      mtu: -1
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      dhcp4: maybe
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      optional: 2
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      routes: {to: 10.0.0.0/8}
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      routes: [a]
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      nameservers: {addresses: [foo]}
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      nameservers: {foo: [foo]}
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      nameservers: {addresses: 8.8.8.8}
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      nameservers: [8.8.8.8]
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      routes:
      - via: 10.0.0.1
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      routes:
      - to: bad
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      routes:
      - {to: 0.0.0.0/0, via: "fe80::1"}
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      routes:
      - {to: 10.0.0.0/8, via: bad}
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      routes:
      - {to: 10.0.0.0/8, via: 10.0.0.1, metric: x}
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      routes:
      - {to: 10.0.0.0/8, scope: foo}
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      routes:
      - {to: 10.0.0.0/8, type: foo}
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      routes:
      - {to: 10.0.0.0/8, foo: foo}
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      routes:
      - {to: 10.0.0.0/8, via: 10.0.0.1, table: 4294967296}
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      routes:
      - {to: default, scope: link, on-link: maybe}
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      routes:
      - {to: 10.0.0.0/8, scope: global}
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      routes:
      - {scope: link}
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      routes:
      - {to: 10.0.0.0/8}
Y
try <<'Y'
network:
  version: 3
Y
try <<'Y'
network:
  version: 2
  foo: 3
Y
try <<'Y'
foo: 3
Y
try <<'Y'
network:
  renderer: foo
Y
try <<'Y'
[a]
Y
try <<'Y'
network: [a]
Y
try <<'Y'

Y
try <<'Y'
network: {version: 2, ethernets: {e0: [a]}}
Y
try <<'Y'
network: {version: 2, ethernets: {e0: {addresses: [a}}}
Y
try <<'Y'
network: {version: 2, ethernets: {e0: }}
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
	addresses: [10.0.0.1/24]
Y
try <<'Y'
network:
  version: 2
  ethernets:
    e0:
      addresses:
      - 10.0.0.1/24
     mtu: 1400
Y
netplan get --root-dir r; echo $?
rm r/etc/netplan/*; netplan get --root-dir r ethernets; echo $?
