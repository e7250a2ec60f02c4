root@bench:~# busybox httpd -p 8080
root@bench:~# ip netns exec blue busybox httpd -p 8080
answer error = Address already in use
