import { readFileSync } from 'node:fs';

/** Resident memory in MB. */
function memoryOf(pid: number): number {
  const [, kb] = readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/) ?? [];
  return Number(kb) / 1024;
}

/** What a process has in memory, in MB, with its share of what it has together with others. */
export function ownMemory(pid: number): number {
  const [, kb] = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+) kB/m) ?? [];
  return Number(kb) / 1024;
}

/** Resident memory once what was just asked of the process is behind it. */
export async function idleMemory(pid: number): Promise<number> {
  for (let before = memoryOf(pid); ; ) {
    await Bun.sleep(2000);
    const after = memoryOf(pid);
    if (Math.abs(after - before) < 1) return after;
    before = after;
  }
}

/** The highest resident memory until `stop`. */
export function watchMemory(pid: number): { stop(): number } {
  let highest = 0;
  const timer = setInterval(() => {
    highest = Math.max(highest, memoryOf(pid));
  }, 50);
  return {
    stop() {
      clearInterval(timer);
      return highest;
    },
  };
}

/** Milliseconds of the processor that a process has had, of all its threads. */
export function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  // Ticks of a hundredth of a second, in user and in kernel mode.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

export function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}
