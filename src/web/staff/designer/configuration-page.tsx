import type { Child } from 'hono/jsx';
import { type ConfigPanel, ConfigurationPage } from '../../../../views/integrations/configuration.tsx';
import { plainText } from '../../../lib/plain-text.ts';
import type { Draft } from '../../../models/draft-cache.ts';
import { getIntegration } from '../../../models/integrations.ts';
import type { SignedIn } from '../../kit/page.ts';
import { shownPages } from '../integrations/config-pages.ts';
import { valueLinks } from '../integrations/flow-panel.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { draftState } from './draft-state.ts';
import type { Refused } from './page.tsx';
import { editedVariable } from './variable-panel.ts';

/** What of the configuration is looked at: the key of a config variable, or a page, from 1. */
export type LookedConfig = { variable?: string | undefined; page?: string | undefined };

/** The configuration of a draft. @param told what was just done. @throws AppError `not_found` */
export async function configurationPage(
  { deps, frame, user }: SignedIn,
  id: string,
  looked: LookedConfig,
  told?: string,
  refused: Refused = { errors: {}, typed: {} },
): Promise<Child> {
  const integration = await integrationFrame(deps, user, id, 'configuration');
  const row = await getIntegration(deps.store.read, id);
  const draft = await deps.drafts.get(deps.store.read, row);
  const mayEdit = integration.canEdit;
  const panel = mayEdit ? panelOf(draft, row.revision, looked, deps.catalog, refused) : undefined;
  const isAsked = looked.variable !== undefined || looked.page !== undefined;
  const missing =
    mayEdit && isAsked && !panel
      ? 'What this address leads to is no longer there: it may have been deleted or renamed.'
      : undefined;
  return (
    <ConfigurationPage
      {...{ frame, integration }}
      state={await draftState(deps, row)}
      pages={shownPages(draft, deps.catalog)}
      valueLinks={valueLinks(id, '', draft.definition)}
      panel={panel}
      told={told ?? missing}
    />
  );
}

function panelOf(
  draft: Draft,
  revision: number,
  looked: LookedConfig,
  catalog: SignedIn['deps']['catalog'],
  refused: Refused,
): ConfigPanel | undefined {
  const { configPages, requiredConfigVars } = draft.definition;
  const configVar = requiredConfigVars?.find(({ key }) => key === looked.variable);
  if (configVar)
    return {
      kind: 'variable',
      form: { revision, variable: editedVariable(draft, configVar, catalog, refused), ...refused },
    };
  const position = /^[1-9]\d{0,3}$/.test(looked.page ?? '') ? Number(looked.page) - 1 : -1;
  const page = configPages?.[position];
  if (!page) return undefined;
  const { name, tagline, userLevelConfigured, elements } = page;
  const edited = {
    ...{ position, name, tagline: tagline ?? '', isOfUsers: userLevelConfigured === true },
    count: configPages?.length ?? 0,
    elements: (elements ?? []).map(({ type, value }) => ({
      label: type === 'configVar' ? (value ?? '') : labelOfText(value ?? ''),
      html: type === 'htmlElement' ? (value ?? '') : undefined,
    })),
  };
  return { kind: 'page', form: { revision, page: edited, ...refused } };
}

const LONGEST_LABEL = 40;

function labelOfText(html: string): string {
  const text = plainText(html);
  return text === '' ? 'a text that says nothing' : `“${text.slice(0, LONGEST_LABEL).toWellFormed()}”`;
}
