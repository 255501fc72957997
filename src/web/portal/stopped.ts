import type { Stopped } from '../../../views/portal/stopped.tsx';
import { openNotices } from '../../models/notices.ts';
import type { Viewer } from '../../models/viewer.ts';
import type { Deps } from '../kit/deps.ts';

const MOST_SHOWN = 3;

/** What of the customer's has stopped, the latest. */
export async function stoppedOf({ store }: Pick<Deps, 'store'>, viewer: Viewer): Promise<Stopped[]> {
  return await openNotices(store.read, viewer, MOST_SHOWN);
}
