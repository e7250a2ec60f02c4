root@bench:~# ip netns exec red busybox httpd -p 8080
root@bench:~# ip netns exec red busybox httpd -p 8080
answer error = Address already in use
