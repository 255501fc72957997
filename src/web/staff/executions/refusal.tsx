import { ExecutionPage } from '../../../../views/executions/show.tsx';
import type { Frame } from '../../../../views/kit/frame.ts';
import { AppError } from '../../../lib/errors.ts';
import type { User } from '../../../models/rights.ts';
import type { Deps } from '../../kit/deps.ts';
import { type Answer, show } from '../../kit/page.ts';
import { readExecution } from './read-execution.ts';

/** What cannot be done now is said on the page itself. */
export async function orRefusal(
  deps: Deps,
  frame: Frame,
  user: User,
  id: string,
  act: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    const shown = await readExecution(deps, user, id, {});
    return show(<ExecutionPage frame={frame} shown={shown} refused={error.message} />, 409);
  }
}
