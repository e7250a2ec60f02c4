import type { LabMeta } from "../../../sandbox/lab/index.ts";

export default {
  title: "Two nodes, two routers, BGP",
  terminals: [
    { title: "router1", place: "router1" },
    { title: "router2", place: "router2" },
    { title: "kubeadm1", place: "kubeadm1" },
    { title: "kubeadm2", place: "kubeadm2" },
  ],
  places: {
    "pod-alpine": { host: "kubeadm1", netns: "pod-alpine" },
    "pod-nginx": { host: "kubeadm2", netns: "pod-nginx" },
  },
  positions: {
    kubeadm1: { x: 0, y: 1 },
    router1: { x: 1, y: 1 },
    router2: { x: 2, y: 1 },
    kubeadm2: { x: 3, y: 1 },
    internet: { x: 1, y: 0 },
  },
  captions: {
    router1: "AS 64513",
    router2: "AS 64513",
    kubeadm1: "AS 64512",
    kubeadm2: "AS 64512",
    "pod-alpine": "the client",
    "pod-nginx": "the server",
  },
} satisfies LabMeta;
