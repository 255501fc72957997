import * as v from 'valibot';
import { type ComponentRow, ComponentsPage } from '../../../../views/components/list.tsx';
import type { Component } from '../../../components/component.ts';
import { AppError, unlessGone } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { getIntegration, type Integration } from '../../../models/integrations.ts';
import type { FormErrors } from '../../kit/form.ts';
import { isNamed, pictureOf } from '../../kit/named-components.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { searched } from '../../kit/query-types.ts';
import { publishUpload, readUploadFile } from '../../kit/uploaded-bundle.ts';

const listQuery = {
  q: v.optional(searched, ''),
  /** The integration that an upload has made, or given a new draft. */
  made: v.optional(v.string()),
};

export const showComponents = handler({ query: listQuery }, async (visit) => {
  const { q, made } = visit.query;
  const integration = made && (await unlessGone(getIntegration(visit.deps.store.read, made)));
  return show(listView(visit, q, {}, integration || undefined));
});

/** Publishes each file; what is wrong with one is told, and those before it are there. */
export const submitComponents = handler({ takesFiles: true }, async (visit) => {
  const { deps, user, files, keepOpen } = visit;
  let count = 0;
  let made: string | undefined;
  try {
    for await (const { content } of files) {
      const file = await readUploadFile(content);
      keepOpen();
      made = (await publishUpload(deps, user, file)).integrationId ?? made;
      count += 1;
    }
    if (count === 0) throw new AppError('invalid', 'Choose a file first: the zip of dist, or its index.js.');
  } catch (error) {
    const status = error instanceof AppError ? REFUSALS[error.code] : undefined;
    if (!(error instanceof AppError) || status === undefined) throw error;
    return show(listView(visit, '', { file: error.message }), status);
  }
  return goTo(links.components({ made }));
});

const REFUSALS: Partial<Record<AppError['code'], 409 | 413 | 422>> = {
  conflict: 409,
  too_large: 413,
  invalid: 422,
};

function listView(
  { deps, frame }: SignedIn,
  q: string,
  errors: FormErrors = {},
  made?: Pick<Integration, 'id' | 'name'>,
) {
  const named = deps.catalog.list().filter((component) => isNamed(component, q));
  return <ComponentsPage frame={frame} rows={named.map(rowOf)} text={q} errors={errors} made={made} />;
}

function rowOf(component: Component): ComponentRow {
  const { key, display, actions, triggers, connections, custom } = component;
  return {
    key,
    label: display.label,
    description: display.description,
    actions: Object.keys(actions).length,
    triggers: Object.keys(triggers).length,
    connections: connections.length,
    version: custom?.number,
    picture: pictureOf(component),
  };
}
