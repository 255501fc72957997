/**
 * Milliseconds that this process was at work, whatever the machine did beside it. What is measured so may still take
 * twice as long as alone, since neighbours empty the caches: limits are those of a mistake, not of a good day.
 */
export async function processorTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
