import { accountPages } from './account/account.tsx';
import { goPages } from './account/go.tsx';
import { setUpPages } from './account/set-up.tsx';
import { signInPages } from './account/sign-in.tsx';
import { componentPages } from './components/components.tsx';
import { customerPages } from './customers/customers.tsx';
import { customerDetailPages } from './customers/detail.tsx';
import { executionBulk } from './executions/bulk.ts';
import { executionPages } from './executions/execution.tsx';
import { executionListPages } from './executions/executions.tsx';
import { executionFiles } from './executions/files.tsx';
import { instanceActivationPages } from './instances/activation.tsx';
import { instanceConfigurationPages } from './instances/configuration.tsx';
import { instanceDeploymentPages } from './instances/deployment.tsx';
import { instanceDetailPages } from './instances/detail.tsx';
import { instancePages } from './instances/instances.tsx';
import { instanceVersionPages } from './instances/version.tsx';
import { integrationConfiguration } from './integrations/configuration.tsx';
import { deletionPages } from './integrations/deletion.tsx';
import { detailsPages } from './integrations/details.tsx';
import { draftPages } from './integrations/draft.tsx';
import { integrationFlows } from './integrations/flows.tsx';
import { forkPages } from './integrations/forks.tsx';
import { importPages } from './integrations/import.tsx';
import { integrationInstances } from './integrations/instances.tsx';
import { integrationPages } from './integrations/integrations.tsx';
import { newIntegrationPages } from './integrations/new.tsx';
import { versionPage } from './integrations/version.tsx';
import { versionPages } from './integrations/versions.tsx';
import { overviewPages } from './overview/overview.tsx';
import type { PageRoute } from './page.ts';
import { samplePages } from './sample/sample.tsx';
import { settingsPages } from './settings/organization.tsx';
import { staffPages } from './settings/staff.tsx';
import { systemPages } from './settings/system.tsx';
import { tokensPages } from './settings/tokens.tsx';

/** Every page and every form, by the noun that it belongs to. */
export const pageRoutes: PageRoute[] = [
  ...setUpPages,
  ...signInPages,
  ...accountPages,
  ...goPages,
  ...executionListPages,
  ...executionBulk,
  ...executionPages,
  ...executionFiles,
  ...overviewPages,
  ...componentPages,
  ...samplePages,
  ...integrationPages,
  ...newIntegrationPages,
  ...importPages,
  ...detailsPages,
  ...forkPages,
  ...deletionPages,
  ...versionPages,
  ...draftPages,
  ...versionPage,
  ...integrationInstances,
  ...integrationFlows,
  ...integrationConfiguration,
  ...customerPages,
  ...customerDetailPages,
  ...instancePages,
  ...instanceDeploymentPages,
  ...instanceDetailPages,
  ...instanceConfigurationPages,
  ...instanceVersionPages,
  ...instanceActivationPages,
  ...settingsPages,
  ...staffPages,
  ...tokensPages,
  ...systemPages,
];
