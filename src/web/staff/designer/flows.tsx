import { NewFlowPage } from '../../../../views/designer/new-flow.tsx';
import type { Flow } from '../../../definition/document/schema.ts';
import type { EditCommand } from '../../../definition/edit/edit.ts';
import { freeName } from '../../../definition/edit/names.ts';
import { copiedFlow, newStep } from '../../../definition/edit/new-steps.ts';
import { keyOfFlow } from '../../../definition/edit/step-lists.ts';
import { AppError } from '../../../lib/errors.ts';
import { typed } from '../../../models/fields.ts';
import { getDraft, getIntegration } from '../../../models/integrations.ts';
import { checkForm } from '../../kit/form.ts';
import { handler, show } from '../../kit/page.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { designerPage } from './page.tsx';
import { doneInDraft, flowLink, lookedAt, seenPlace } from './seen-edit.tsx';

const flowFields = {
  name: typed.name('Type a name, for example Import orders.'),
  description: typed.description,
};

export const showNewFlow = handler<'id'>(async ({ deps, frame, user, param }) => {
  const integration = await integrationFrame(deps, user, param('id'), 'flows');
  const { revision } = await getIntegration(deps.store.read, param('id'));
  return show(
    <NewFlowPage frame={frame} integration={integration} revision={revision} values={{}} errors={{}} />,
  );
});

export const submitNewFlow = handler<'id'>(async ({ param, form, ...visit }) => {
  const { deps, frame, user } = visit;
  const sent = { ...visit, form, id: param('id') };
  const { definition, revision } = await getDraft(deps.store.read, sent.id);
  const checked = checkForm(flowFields, form);
  const errors = checked.ok ? nameTaken(definition.flows, checked.output.name) : checked.errors;
  if (!checked.ok || errors.name !== undefined) {
    const integration = await integrationFrame(deps, user, sent.id, 'flows');
    const shown = { frame, integration, revision, values: form.values, errors };
    return show(<NewFlowPage {...shown} />, 422);
  }
  const [component = '', key = ''] = form.text('trigger').split('/');
  const trigger = newStep({ component, key }, 'trigger', deps.catalog, { steps: [] }, crypto.randomUUID());
  if (!trigger) throw new AppError('bad_request', 'There is no such trigger. Open the page again.');
  const { name, description } = checked.output;
  const flow: Flow = { name, description, stableKey: crypto.randomUUID(), steps: [trigger] };
  return await doneInDraft(sent, [{ kind: 'add-flow', flow }], flowLink(sent.id, keyOfFlow(flow)));
});

function nameTaken(flows: Flow[], name: string, own?: Flow): { name?: string } {
  const isTaken = flows.some((flow) => flow !== own && flow.name === name);
  return isTaken ? { name: `There is a flow ${name} already: choose another name.` } : {};
}

export const submitFlowDetails = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { definition, flow } = await seenPlace(sent);
  const key = keyOfFlow(flow);
  const checked = checkForm(flowFields, form);
  const errors = checked.ok ? nameTaken(definition.flows, checked.output.name, flow) : checked.errors;
  if (!checked.ok || errors.name !== undefined) {
    const refused = { errors, typed: form.values };
    return show(await designerPage(visit, sent.id, lookedAt(definition, form), refused), 422);
  }
  const { name, description } = checked.output;
  const details: Extract<EditCommand, { kind: 'change-flow' }>['details'] = {
    ...(description !== (flow.description ?? '').trim() && { description }),
    ...(form.values.security !== undefined &&
      calledDetails(flow, form.text('security'), form.text('synchronous') !== '')),
  };
  const commands: EditCommand[] = [
    ...(Object.keys(details).length > 0 ? [{ kind: 'change-flow' as const, flow: key, details }] : []),
    ...(name === flow.name.trim() ? [] : [{ kind: 'rename-flow' as const, flow: key, name }]),
  ];
  // A flow that a file gave no key goes by its name.
  return await doneInDraft(sent, commands, flowLink(sent.id, flow.stableKey ?? name));
});

/** How the webhook of a flow is called, where the form says something else than holds. */
function calledDetails(flow: Flow, security: string, isSynchronous: boolean) {
  const known = (['unsecured', 'customer_optional', 'customer_required', 'organization'] as const).find(
    (each) => each === security,
  );
  const before = flow.endpointSecurityType ?? 'customer_optional';
  return {
    ...(isSynchronous !== (flow.isSynchronous === true) && { isSynchronous }),
    ...(known !== undefined && known !== before && { endpointSecurityType: known }),
  };
}

export const submitFlowMove = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { definition, flow } = await seenPlace(sent);
  const at = Number(form.text('at'));
  if (!Number.isInteger(at) || at < 0 || at >= definition.flows.length)
    throw new AppError('bad_request', 'There is no such place for a flow. Open the page again.');
  const key = keyOfFlow(flow);
  return await doneInDraft(sent, [{ kind: 'move-flow', flow: key, at }], flowLink(sent.id, key));
});

export const submitFlowCopy = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { definition, flow } = await seenPlace(sent);
  const name = freeName(`${flow.name} (copy)`, (tried) =>
    definition.flows.some((each) => each.name === tried),
  );
  const copy = copiedFlow(flow, name, () => crypto.randomUUID());
  const at = definition.flows.indexOf(flow) + 1;
  return await doneInDraft(sent, [{ kind: 'add-flow', flow: copy, at }], flowLink(sent.id, keyOfFlow(copy)));
});

export const submitFlowRemoval = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { flow } = await seenPlace(sent);
  const key = keyOfFlow(flow);
  return await doneInDraft(sent, [{ kind: 'remove-flow', flow: key }], flowLink(sent.id, key));
});
