import { followClockFile } from '../lib/clock-file.ts';
import type { Settings } from '../lib/config.ts';
import { armCrash } from '../lib/crash-points.ts';
import { AppError } from '../lib/errors.ts';
import { createLog, type Log } from '../lib/log.ts';
import { SECOND } from '../lib/time.ts';
import { type Running, start } from '../start.ts';
import type { Command } from './command.ts';

/** What closing takes beyond the time that running steps have. */
const CLOSING_TIME = 4 * SECOND;

export const serve: Command = {
  summary: 'starts everything: webhooks, API, scheduler and engine',
  async run(args, readSettings) {
    const settings = readSettings();
    if (settings.STEPWELL_DATABASE === 'postgres') {
      throw new AppError(
        'invalid',
        'PostgreSQL is not supported yet: leave STEPWELL_DATABASE out, or set it to sqlite.',
      );
    }
    armCrash(settings.STEPWELL_CRASH_AT);
    followClockFile(settings.STEPWELL_CLOCK_FILE);
    const log = createLog(settings.STEPWELL_LOG, (line) => console.log(line));
    const stop = awaitSignal();
    const running = await start(settings, log);
    const sample = args.switches.has('no-sample') ? undefined : await running.sample();
    greet(running, log, settings, sample);
    setTimeout(giveBack, SECOND).unref();
    await stop;
    const seconds = settings.STEPWELL_STOP_SECONDS;
    log.info(`Stopping: running steps may end, at most ${seconds} seconds; a second signal ends at once.`);
    setTimeout(() => process.exit(0), seconds * SECOND + CLOSING_TIME).unref();
    await running.stop();
    log.info('Stopped.');
    // Whatever heeds no abort, and the timers of steps, would keep the process long after its folder is free.
    process.exit(0);
  },
};

/** Gives back the memory that the start has used: 3 MB, which would be kept until there is work. */
function giveBack(): void {
  Bun.gc(true);
  Bun.shrink();
}

function greet({ url, setUp }: Running, log: Log, settings: Settings, sample: string | undefined): void {
  log.info(`Stepwell is running at ${url} with the data in ${settings.STEPWELL_DATA}`);
  if (setUp) log.info(`Set up Stepwell: ${setUp}  (once; valid until used)`);
  if (sample) log.info(`A sample is installed. Call it:\n\n${sample}\n`);
}

/** Resolves when a signal has come, also one that comes while the start goes on; a second one ends the process at once. */
async function awaitSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    const onFirst = () => {
      process.off('SIGTERM', onFirst).off('SIGINT', onFirst);
      const atOnce = () => process.exit(1);
      process.on('SIGTERM', atOnce).on('SIGINT', atOnce);
      resolve();
    };
    process.on('SIGTERM', onFirst).on('SIGINT', onFirst);
  });
}
