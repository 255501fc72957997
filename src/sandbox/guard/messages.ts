/** What the guard goes by from its start. */
export type GuardPlan = {
  /** Entries of `STEPWELL_EGRESS_ALLOW`, and our own addresses. */
  allow: string[];
  /** Where our own name server listens on the loopback address. */
  nameServerPort: number;
  /** Connects of one child, over a longer time; ten seconds' worth of them may come at once. */
  connectsPerSecond: number;
};

/** What the server tells the guard. */
export type GuardCommand =
  /** A child whose launcher will send the listener of its filter through this socket. */
  | { pid: number; socket: number }
  /** An address that a name of the allow list has led to: `address` or `address:port`. */
  | { opened: string }
  /** A child that from now on reaches nothing but what it is told to reach. */
  | { restricted: number }
  /** What such a child reaches: as long as it lives, or for some minutes where a name has led there. */
  | { of: number; reaches: string; isLasting: boolean };

/** What the guard tells the server. */
export type GuardReport =
  /** What it was refused, and when: a child's next call may have begun before the server hears of it. */
  | { kind: 'refused'; pid: number; what: string; at: number }
  /** A child has all the threads that it may have, and wanted another. */
  | { kind: 'crowded'; pid: number }
  /** A child asks the name server, from this port. */
  | { kind: 'asks'; pid: number; port: number };

export function readCommand(text: string): GuardCommand | undefined {
  const { pid, socket, opened, restricted, of, reaches, isLasting } = Object(JSON.parse(text));
  if (typeof opened === 'string') return { opened };
  if (typeof restricted === 'number') return { restricted };
  if (typeof of === 'number') return { of, reaches: String(reaches), isLasting: isLasting === true };
  return typeof pid === 'number' && typeof socket === 'number' ? { pid, socket } : undefined;
}

export function readGuardPlan(text: string): GuardPlan {
  const { allow, nameServerPort, connectsPerSecond } = Object(JSON.parse(text));
  return {
    allow: Array.isArray(allow) ? allow.map(String) : [],
    nameServerPort: Number(nameServerPort),
    connectsPerSecond: Number(connectsPerSecond),
  };
}

/** @returns undefined for what the guard does not say: the thread is ours, so its kind alone tells */
export function readReport(data: unknown): GuardReport | undefined {
  const { kind, pid, what, at, port } = Object(data);
  if (kind === 'refused') return { kind, pid: Number(pid), what: String(what), at: Number(at) };
  if (kind === 'crowded') return { kind, pid: Number(pid) };
  return kind === 'asks' ? { kind, pid: Number(pid), port: Number(port) } : undefined;
}
