root@router1:~# cat > /etc/netplan/50-cloud-init.yaml <<'EOF'
> network:
>     version: 2
>     ethernets:
>         ens38:
>             addresses:
>             - 192.168.18.1/24
>           ens37:
>             addresses:
>             - 192.168.16.1/24
> EOF
root@router1:~# netplan apply
root@router2:~# echo 'network: {version: 2, ethernets: {lo: {addresses: [10.0.0.2/32]}, ens33: {addresses: [192.168.18.2/24], routes: [{to: default, via: 192.168.18.1}]}, ens37: {addresses: [192.168.17.1/24]}}}' > /etc/netplan/50-cloud-init.yaml
root@router2:~# netplan apply
