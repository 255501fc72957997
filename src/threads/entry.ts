import { answerJobs } from '../lib/thread-pool.ts';
import { computeHere } from './compute.ts';
import { definitionJobs } from './large-definition.ts';
import { decodeHere, maskHere, plainHere } from './large-text.ts';
import { readBundleHere } from './read-bundle.ts';
import { readDefinitionHere } from './read-definition.ts';

/** What this program does where it is started as a thread: large pieces of our own work, one after another. */
export function serveThread(): void {
  answerJobs({
    compute: computeHere,
    bundle: readBundleHere,
    definition: readDefinitionHere,
    ...definitionJobs,
    mask: maskHere,
    decode: decodeHere,
    plain: plainHere,
  });
}
