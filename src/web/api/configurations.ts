import * as v from 'valibot';
import { configPages, textOfVariable } from '../../definition/read/config-pages.ts';
import { shownDefinition, shownQuestions } from '../../definition/read/shown-questions.ts';
import { configurationSchema } from '../../definition/read/value-schema.ts';
import { asRecord } from '../../lib/records.ts';
import { configureInstance } from '../../models/activations.ts';
import { readConfigValues } from '../../models/config-values.ts';
import { missingIssues, visibleVariables } from '../../models/config-variables.ts';
import { askedVersion } from '../../models/configuration-drafts.ts';
import { withSharedValues } from '../../models/connection-pointers.ts';
import { getInstance, type Instance } from '../../models/instances.ts';
import { valuesUnder } from '../../models/moved-secrets.ts';
import type { Actor } from '../../models/rights.ts';
import { viewerOf } from '../../models/viewer.ts';
import { askedBy } from '../configuration/asked.ts';
import { type WizardPage, wizardPages } from '../configuration/wizard-pages.ts';
import { actingAs } from '../kit/change.ts';
import type { Deps } from '../kit/deps.ts';
import { hasSeen } from '../kit/entity-tags.ts';
import { fields, noBody } from './body.ts';
import { refuseWithoutTag, seenTags, seesTag, tagOf } from './definition-files.ts';
import { instanceState, maskedValues } from './instance-answers.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { configVariables } from './schemas.ts';

const answer = v.object({
  version: v.pipe(
    v.number(),
    v.description('Whose questions these are: that of the instance, or the one that waits for answers.'),
  ),
  runningVersion: v.pipe(v.number(), v.description('The one that the instance goes on with until then.')),
  state: instanceState,
  schema: v.pipe(
    v.record(v.string(), v.unknown()),
    v.description('What the values may be: JSON Schema, each variable under its key.'),
  ),
  pages: v.pipe(
    v.array(
      v.object({
        title: v.string(),
        note: v.string(),
        elements: v.array(
          v.variant('kind', [
            v.object({ kind: v.literal('variable'), key: v.string() }),
            v.object({ kind: v.literal('html'), html: v.pipe(v.string(), v.description('Made harmless.')) }),
          ]),
        ),
      }),
    ),
    v.description('How the wizard asks for them, in its order.'),
  ),
  values: v.pipe(
    v.record(v.string(), v.unknown()),
    v.description(
      'By key; a secret is shown as ***, which sent back keeps it. {"connection": "con_…"} points to a connection of the same kind that is there; with "connection": null the fields make one of their own.',
    ),
  ),
  problems: v.pipe(
    v.array(v.object({ path: v.string(), message: v.string() })),
    v.description('What it needs before it can run.'),
  ),
});

/** The configuration of an instance as whoever asks may see and set it. @param version whose questions are asked */
async function configurationOf(deps: Deps, actor: Actor, instance: Instance, version: number) {
  const { read } = deps.store;
  const viewer = viewerOf(actor);
  const { definition, compiled, questions } = await askedBy(deps, instance.integrationId, version);
  const visible = new Set(visibleVariables(viewer, compiled.configVars).map(({ key }) => key));
  const asked = questions.filter(({ variable }) => visible.has(variable.key));
  const who = viewer.scope.kind === 'customer' ? 'Customer' : 'Org';
  const pages = wizardPages(shownDefinition(who, definition), shownQuestions(who, definition, asked));
  const stored = await readConfigValues(read, deps.vault, instance.id);
  const { configVars } = compiled;
  const former = await deps.compiledVersions.get(read, instance.integrationId, instance.version);
  const carried = valuesUnder(former.configVars, configVars, stored.values);
  const held = { ...stored, values: new Map([...stored.values, ...carried]) };
  const { values, pointed } = await withSharedValues(read, deps.vault, instance, configVars, held);
  return {
    version,
    runningVersion: instance.version,
    state: instance.state,
    schema: configurationSchema(asked),
    pages: pages.map(pageAnswer),
    values: Object.fromEntries(
      Object.entries(maskedValues(held, (key) => visible.has(key))).map(([key, value]) => [
        key,
        named(value, pointed.get(key)),
      ]),
    ),
    problems: missingIssues(compiled.configVars, values),
  };
}

/** A connection with its id, by which other instances of the customer may point to it. */
function named(value: unknown, connection: { id: string } | undefined): unknown {
  return connection ? { connection: connection.id, ...asRecord(value) } : value;
}

type Element = { kind: 'variable'; key: string } | { kind: 'html'; html: string };

function pageAnswer({ title, note, definition, questions }: WizardPage) {
  const keys = new Set(questions.map(({ variable }) => variable.key));
  const { pages, others } = configPages(definition, keys);
  const written = pages.flatMap(({ elements }) => elements);
  const elements = written.flatMap((element): Element[] => {
    if (element.kind === 'text') return [{ kind: 'html', html: element.html }];
    if (keys.has(element.key)) return [{ kind: 'variable', key: element.key }];
    return textOfVariable(definition, element.key).map(({ html }) => ({ kind: 'html', html }));
  });
  const rest = others.map((key): Element => ({ kind: 'variable', key }));
  return { title, note, elements: [...elements, ...rest] };
}

async function tagged(deps: Deps, actor: Actor, instance: Instance, version: number): Promise<Response> {
  const headers = { etag: tagFor(instance, version), 'cache-control': 'private, no-cache' };
  return Response.json(await configurationOf(deps, actor, instance, version), { headers });
}

/** An upgrade that waits asks other questions, and is no change of the instance. */
function tagFor({ revision, version: running }: Instance, version: number): string {
  return version === running ? tagOf(revision) : tagOf(`${revision}-v${version}`);
}

export const configurations: Route[] = [
  route({
    name: 'getConfiguration',
    method: 'GET',
    path: '/instances/:id/configuration',
    right: 'instances:write',
    summary: 'Answers all that a configuration wizard needs: schema, pages, values and what is missing',
    query: noQuery,
    body: noBody,
    headers: seenTags,
    status: 200,
    answer,
    handler: async ({ deps, actor, param, headers }) => {
      const instance = await getInstance(deps.store.read, viewerOf(actor), param('id'));
      const version = await askedVersion(deps.store.read, instance);
      const etag = tagFor(instance, version);
      if (hasSeen(headers, etag)) return new Response(null, { status: 304, headers: { etag } });
      return await tagged(deps, actor, instance, version);
    },
  }),
  route({
    name: 'setConfiguration',
    method: 'PUT',
    path: '/instances/:id/configuration',
    right: 'instances:write',
    summary:
      'Gives the instance these values and no others, all or none, and activates it unless it is paused; answers that wait in a wizard are given up, and a version that waits for answers is taken',
    query: noQuery,
    body: fields({ values: configVariables }),
    headers: {
      'If-Match': { required: true, description: 'The ETag with which you read the configuration.' },
    },
    errors: [412, 422, 428],
    status: 200,
    answer,
    handler: async ({ deps, actor, param, headers, body }) => {
      const seen = headers.get('if-match') ?? refuseWithoutTag('the configuration');
      const { instance } = await configureInstance(
        actingAs(deps, actor),
        viewerOf(actor),
        param('id'),
        body.values,
        (instance, version) => seesTag(seen, tagFor(instance, version)),
      );
      return await tagged(deps, actor, instance, instance.version);
    },
  }),
];
