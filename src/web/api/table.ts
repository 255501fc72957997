import { alerts } from './alerts.ts';
import { attachments } from './attachments.ts';
import { audit } from './audit.ts';
import { commands } from './commands.ts';
import { componentVersions } from './component-versions.ts';
import { components } from './components.ts';
import { configurations } from './configurations.ts';
import { connectionActions } from './connection-actions.ts';
import { connections } from './connections.ts';
import { customerUsers } from './customer-users.ts';
import { customers } from './customers.ts';
import { dataSourceCalls } from './data-source-calls.ts';
import { definitions } from './definitions.ts';
import { embedding } from './embedding.ts';
import { endpointKeys } from './endpoint-keys.ts';
import { eventRuns } from './event-runs.ts';
import { eventWebhooks } from './event-webhooks.ts';
import { executionFiles } from './execution-files.ts';
import { executionJobs } from './execution-jobs.ts';
import { executions } from './executions.ts';
import { icons } from './icons.ts';
import { instanceKeeping } from './instance-keeping.ts';
import { instanceSettings } from './instance-settings.ts';
import { instanceStates } from './instance-states.ts';
import { instances } from './instances.ts';
import { integrationTrash } from './integration-trash.ts';
import { integrations } from './integrations.ts';
import { listings } from './listings.ts';
import { me } from './me.ts';
import { monitors } from './monitors.ts';
import { organization } from './organization.ts';
import { packages } from './packages.ts';
import { parts } from './parts.ts';
import { pinned } from './pinned-outputs.ts';
import { pollingCursors } from './polling-cursors.ts';
import type { Route } from './route.ts';
import { sharedConnections } from './shared-connections.ts';
import { staff } from './staff.ts';
import { testUrls } from './test-urls.ts';
import { tests } from './tests.ts';
import { tokens } from './tokens.ts';
import { upgrades } from './upgrades.ts';
import { userConfigurationRoutes } from './user-configurations.ts';
import { versions } from './versions.ts';

/** Every row of the API. */
export const routes: Route[] = [
  ...integrationTrash,
  ...integrations,
  ...definitions,
  ...commands,
  ...parts,
  ...icons,
  ...listings,
  ...versions,
  ...attachments,
  ...tests,
  ...pinned,
  ...testUrls,
  ...upgrades,
  ...customers,
  ...customerUsers,
  ...instances,
  ...instanceSettings,
  ...endpointKeys,
  ...pollingCursors,
  ...eventRuns,
  ...instanceStates,
  ...instanceKeeping,
  ...configurations,
  ...userConfigurationRoutes,
  ...connections,
  ...connectionActions,
  ...sharedConnections,
  ...executions,
  ...alerts,
  ...monitors,
  ...eventWebhooks,
  ...executionJobs,
  ...executionFiles,
  ...me,
  ...staff,
  ...tokens,
  ...organization,
  ...embedding,
  ...audit,
  ...components,
  ...componentVersions,
  ...packages,
  ...dataSourceCalls,
];
