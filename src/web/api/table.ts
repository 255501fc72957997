import { attachments } from './attachments.ts';
import { audit } from './audit.ts';
import { commands } from './commands.ts';
import { components } from './components.ts';
import { customerUsers } from './customer-users.ts';
import { customers } from './customers.ts';
import { dataSourceCalls } from './data-source-calls.ts';
import { definitions } from './definitions.ts';
import { embedding } from './embedding.ts';
import { executions } from './executions.ts';
import { icons } from './icons.ts';
import { instanceSettings } from './instance-settings.ts';
import { instances } from './instances.ts';
import { integrationTrash } from './integration-trash.ts';
import { integrations } from './integrations.ts';
import { listings } from './listings.ts';
import { organization } from './organization.ts';
import type { Route } from './route.ts';
import { staff } from './staff.ts';
import { tests } from './tests.ts';
import { tokens } from './tokens.ts';
import { upgrades } from './upgrades.ts';
import { versions } from './versions.ts';

/** Every row of the API. */
export const routes: Route[] = [
  ...integrationTrash,
  ...integrations,
  ...definitions,
  ...commands,
  ...icons,
  ...listings,
  ...versions,
  ...attachments,
  ...tests,
  ...upgrades,
  ...customers,
  ...customerUsers,
  ...instances,
  ...instanceSettings,
  ...executions,
  ...staff,
  ...tokens,
  ...organization,
  ...embedding,
  ...audit,
  ...components,
  ...dataSourceCalls,
];
