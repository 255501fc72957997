import { answerJobs } from '../../src/lib/thread-pool.ts';

// What the threads of the pool's tests do.
answerJobs({
  double: (input) => Number(input) * 2,
  back: (input) => input,
  refuse() {
    throw new RangeError('not this one');
  },
  forever() {
    for (;;);
  },
  exit: () => process.exit(3),
});
