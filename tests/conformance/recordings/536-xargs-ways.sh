# xargs: -L, -n and -I exclude one another
printf 'a b\nc d\n' | xargs -I{} -n 2 echo x{}
printf 'a b\nc d\n' | xargs -I{} -l echo x{}
printf 'a b\nc d\n' | xargs -n2 -l1 echo x{}
printf 'a b\nc d\n' | xargs -l1 -n2 echo x{}
printf 'a b\nc d\n' | xargs -i -n2 echo x{}
printf 'a b\nc d\n' | xargs -n1 -i echo x{}
printf 'a b\nc d\n' | xargs -l -I{} echo x{}
printf 'a b\nc d\n' | xargs -L2 -n1 echo x{}
printf 'a b\nc d\n' | xargs -n1 -n2 echo x{}
printf 'a b\nc d\n' | xargs -I{} -n1 echo x{}
printf 'a b\nc d\n' | xargs -n1 -L2 echo x{}
printf 'a b\nc d\n' | xargs --replace --max-lines=1 echo x{}
printf 'a b\nc d\n' | xargs -I{} -L1 -n2 echo x{}
