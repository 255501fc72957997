import type { VariableQuestion } from '../../definition/read/questions.ts';
import type { Answers } from '../../models/configuration-drafts.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs } from '../kit/change.ts';
import type { Form } from '../kit/form.ts';
import type { SignedIn } from '../kit/page.ts';
import { resetOf, sourceKeys } from './offers.ts';
import type { Target } from './targets.ts';

/** What the button that was pressed asks for: all of the page, nothing, or one connection. */
export function nextStep(form: Form) {
  const [is, name = ''] = form.text('go').split(' ');
  if (is === 'leave') return { is, name, asksFor: () => false } as const;
  if (is === 'connect')
    return { is, name, asksFor: ({ asked }: VariableQuestion) => asked.name === name } as const;
  return { is: 'next', name, asksFor: () => true } as const;
}

/**
 * Answers wait for the end of the wizard. A connection that somebody signs in for is there at once: the other system sends
 * its token to it.
 */
export async function saved(
  { deps, user }: SignedIn,
  target: Target,
  { id, page, given, unset, signsInHere }: Saved,
) {
  const { questions } = page;
  const signedFor = new Set(
    questions
      .filter(({ connection }) => signsInHere && connection?.needsSignIn)
      .map(({ variable }) => variable.key),
  );
  const part = (isNow: boolean) =>
    Object.fromEntries(Object.entries(given).filter(([key]) => signedFor.has(key) === isNow));
  const [viewer, acting, now] = [viewerOf(user), actingAs(deps, user), part(true)];
  const variables = questions.map(({ variable }) => variable);
  await target.save(acting, viewer, id, { given: part(false), unset }, variables);
  if (Object.keys(now).length > 0) await target.saveNow(acting, viewer, id, now);
}

type Saved = Answers & {
  id: string;
  page: { questions: VariableQuestion[] };
  /** Whether somebody can sign in before all answers hold. */
  signsInHere: boolean;
};

/** The same question as somebody is asked it who goes on another day. */
export function optional({ variable, asked, connection }: VariableQuestion): VariableQuestion {
  const fields = connection?.fields.map((field) => ({ ...field, required: false }));
  return {
    variable: { ...variable, required: false },
    asked: { ...asked, required: false },
    ...(connection && { connection: { ...connection, fields: fields ?? [] } }),
  };
}

/** With `dataSourceReset: always` the answers on other pages that were chosen by what has changed here. */
export function outdatedBy(
  { questions, shown }: { questions: VariableQuestion[]; shown: Record<string, unknown> },
  page: { questions: VariableQuestion[] },
  changed: string[],
): string[] {
  const here = new Set(page.questions.map(({ variable }) => variable.key));
  return questions.flatMap(({ variable }) => {
    const { key } = variable;
    if (here.has(key) || shown[key] === undefined || resetOf(variable) !== 'always') return [];
    return sourceKeys(variable).some((each) => changed.includes(each)) ? key : [];
  });
}
