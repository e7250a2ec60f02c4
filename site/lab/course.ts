/** The course's order: a lesson's number is its folder's, and numbers fall into the five parts of the curriculum. */

export interface Part {
  readonly title: string;
  readonly says: string;
  /** Last lesson number of the part. */
  readonly last: number;
}
export const PARTS: readonly Part[] = [
  {
    title: "The Linux pieces",
    says: "What every pod network is made of: wires, namespaces, switches, routes.",
    last: 6,
  },
  { title: "Pods on one node", says: "One node, its pods, and what connects them.", last: 9 },
  {
    title: "Across nodes",
    says: "The network between the nodes has never heard of a pod.",
    last: 16,
  },
  {
    title: "Services, names, policy",
    says: "Addresses that exist on no interface, names, and who may talk to whom.",
    last: 21,
  },
  { title: "Hard realities", says: "What breaks, and how to find it.", last: 25 },
];

/** "lessons/05-routing" is lesson 5. */
export function lessonNumber(id: string): number {
  return Number(/lessons\/0*(\d+)/u.exec(id)?.[1] ?? "0");
}

/** The part a lesson belongs to, counted from 0. */
export function partOf(id: string): number {
  const number = lessonNumber(id);
  return PARTS.findIndex((part) => number <= part.last);
}
