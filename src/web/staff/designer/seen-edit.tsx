import { ConflictPage } from '../../../../views/designer/conflict.tsx';
import { literalText } from '../../../definition/compile/value.ts';
import { flowAt, outlineDefinition } from '../../../definition/document/outline.ts';
import type { Definition, Flow, Step } from '../../../definition/document/schema.ts';
import { isSecret } from '../../../definition/document/secret-inputs.ts';
import { allSteps } from '../../../definition/document/walk.ts';
import type { EditCommand } from '../../../definition/edit/edit.ts';
import { keyOfFlow, keyOfStep } from '../../../definition/edit/step-lists.ts';
import { kindOfDefault } from '../../../definition/edit/variable-type.ts';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { withPlainEnds } from '../../../lib/plain-ends.ts';
import { editWords } from '../../../lib/ui/edit-words.ts';
import { definitionAt, editSeenDraft, saveEdited } from '../../../models/draft-edits.ts';
import { revisionsSince } from '../../../models/draft-history.ts';
import { getDraft, getDraftText, getIntegration } from '../../../models/integrations.ts';
import { change } from '../../kit/change.ts';
import { CSRF_FIELD } from '../../kit/csrf.ts';
import type { Deps } from '../../kit/deps.ts';
import type { Form } from '../../kit/form.ts';
import { type Answer, goTo, type SignedIn, show } from '../../kit/page.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { shownDiff } from '../integrations/version-diff.ts';

/** A form of the designer as it came. */
export type Sent = SignedIn & { id: string; form: Form; request: Request };

/** A key as it was printed: one that ends with a blank is another. */
export function keyIn(form: Form, name: string): string {
  return withPlainEnds(form.values[name] ?? '');
}

/** The draft that the sender of a form has seen. @throws AppError `bad_request` */
export function seenRevision(form: Form): number {
  const text = form.text('revision');
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new AppError('bad_request', 'This form says nothing of the draft it is about. Open its page again.');
}

/** The draft as the sender of a form has seen it. @throws AppError `not_found`; `precondition_failed` for one that is too old */
export async function seenDraft({ deps, id, form }: Sent): Promise<Definition> {
  await getIntegration(deps.store.read, id);
  return await definitionAt(deps.store.read, id, seenRevision(form));
}

/** What the form is about, as its sender has seen it. @throws AppError `not_found`; `precondition_failed` for a draft that is too old */
export async function seenPlace(
  sent: Sent,
): Promise<{ definition: Definition; flow: Flow; step: Step | undefined }> {
  const { form } = sent;
  const definition = await seenDraft(sent);
  const flow = definition.flows.find((each) => keyOfFlow(each) === keyIn(form, 'flow'));
  if (!flow) throw new AppError('not_found', 'The flow is no longer there.');
  const steps = [...allSteps(flow.steps, [])].map(({ step }) => step);
  return { definition, flow, step: steps.find((step) => keyOfStep(step) === keyIn(form, 'step')) };
}

/**
 * Does what a form asks for to the draft of now, and leads on.
 * @param to where the form leads, by the draft that comes of it
 * @returns a page that shows both (409) where somebody else has changed the same things
 */
export async function doneInDraft(
  sent: Sent,
  commands: EditCommand[],
  to: (definition: Definition) => string,
): Promise<Answer> {
  const { deps, user, id, form } = sent;
  try {
    const isForced = form.text('forced') !== '';
    const draft = await editSeenDraft(deps.store.read, id, commands, seenRevision(form), isForced);
    if (draft) await change(deps, user, (tx) => saveEdited(tx, id, draft));
    return goTo(to(draft ? draft.definition : (await getDraft(deps.store.read, id)).definition));
  } catch (error) {
    if (error instanceof AppError && error.code === 'precondition_failed')
      return await showBoth(sent, commands);
    throw error;
  }
}

/** What the sender wanted, what was done meanwhile, and the choice between them. */
async function showBoth(
  { deps, user, frame, id, form, request }: Sent,
  commands: EditCommand[],
): Promise<Answer> {
  const { read } = deps.store;
  const integration = await integrationFrame(deps, user, id, undefined);
  const others = await revisionsSince(read, id, seenRevision(form));
  const fields = form.entries.flatMap(([name, value]) =>
    typeof value === 'string' && ![CSRF_FIELD, 'revision', 'forced'].includes(name) ? [{ name, value }] : [],
  );
  const shown = {
    ...{ frame, integration, revision: seenRevision(form), fields },
    action: new URL(request.url).pathname,
    yours: editWords([...new Set(commands.map(({ kind }) => kind))]),
    values: commands.flatMap(typedValues),
    theirs: others.map(({ by, at, kinds }) => ({ by: by ?? 'Stepwell', at, what: editWords(kinds) })),
    ...(await changedSince(deps, id, seenRevision(form))),
  };
  return show(<ConflictPage {...shown} />, 409);
}

/** What tells the draft of now from the one that was seen, secrets masked; nothing of one that is not kept any more. */
async function changedSince(deps: Deps, id: string, revision: number) {
  const { read } = deps.store;
  try {
    const seen = JSON.stringify(await definitionAt(read, id, revision));
    return await shownDiff(deps, seen, (await getDraftText(read, id)).text);
  } catch (error) {
    if (error instanceof AppError && error.code === 'precondition_failed') return { rows: [], count: 0 };
    throw error;
  }
}

/** What was typed, so that it can be copied and is not lost. */
function typedValues(command: EditCommand): { label: string; text: string }[] {
  if (command.kind === 'set-input') {
    const { value } = command.value ?? {};
    // Of a list the form shows what was typed; there may be secrets in it that nobody has typed.
    return typeof value === 'string' && !isSecret(command.input)
      ? [{ label: command.input, text: value }]
      : [];
  }
  if (command.kind === 'change-config-var') {
    const { description, defaultValue } = command.configVar;
    const preset = kindOfDefault(command.configVar).isSecret ? '' : literalText(defaultValue);
    const texts = [
      { label: 'Description', text: description ?? '' },
      { label: 'Default value', text: preset },
    ];
    return texts.filter(({ text }) => text !== '');
  }
  if (command.kind === 'set-note') return [{ label: 'Notes', text: command.note }];
  if (
    command.kind === 'rename-step' ||
    command.kind === 'rename-flow' ||
    command.kind === 'rename-config-var'
  )
    return [{ label: 'Name', text: command.name }];
  return [];
}

/** The page of a flow, by its key, in a draft. */
export function flowLink(id: string, key: string) {
  return (definition: Definition): string => {
    const flow = outlineDefinition(definition).flows.find((each) => keyOfFlow(each.flow) === key);
    return flow ? links.flow({ id, flow: flow.address }) : links.integration(id);
  };
}

/** The page of a step: by its key, or the first of those that were just added. */
export function stepLink(id: string, flowKey: string, isIt: (step: Step) => boolean) {
  return (definition: Definition): string => {
    const flow = outlineDefinition(definition).flows.find((each) => keyOfFlow(each.flow) === flowKey);
    const step = flow?.all.find((each) => isIt(each.step));
    if (!flow) return links.integration(id);
    const at = { id, flow: flow.address };
    return step ? links.flowStep(at, step.number) : links.flow(at);
  };
}

/** The address of the flow and the number of the step that a form is about, as the designer's page takes them. */
export function lookedAt(
  definition: Definition,
  form: Form,
): { flow: string | undefined; step: string | undefined } {
  const outline = outlineDefinition(definition);
  const flow =
    outline.flows.find((each) => keyOfFlow(each.flow) === keyIn(form, 'flow')) ?? flowAt(outline, undefined);
  const step = flow?.all.find((each) => keyOfStep(each.step) === keyIn(form, 'step'));
  return { flow: flow?.address, step: step?.number };
}
