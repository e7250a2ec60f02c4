import type { LabMeta } from "../../../sandbox/lab/index.ts";

export default {
  title: "Two nodes and a backbone",
  terminals: [
    { title: "pod-alpine", place: "pod-alpine" },
    { title: "pod-nginx", place: "pod-nginx" },
    { title: "kubeadm1", place: "kubeadm1" },
    { title: "router1", place: "router1" },
    { title: "router2", place: "router2" },
    { title: "kubeadm2", place: "kubeadm2" },
  ],
  places: {
    "pod-alpine": { host: "kubeadm1", netns: "pod-alpine" },
    "pod-nginx": { host: "kubeadm2", netns: "pod-nginx" },
  },
  positions: {
    kubeadm1: { x: 0, y: 0 },
    router1: { x: 1, y: 0 },
    router2: { x: 2, y: 0 },
    kubeadm2: { x: 3, y: 0 },
  },
  captions: { "pod-alpine": "the client", "pod-nginx": "the server" },
} satisfies LabMeta;
