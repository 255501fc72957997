import { accountPages } from './account.tsx';
import { componentPages } from './components.tsx';
import { customerDetailPages } from './customer-detail.tsx';
import { customerPages } from './customers.tsx';
import { executionPages } from './execution.tsx';
import { executionBulk } from './execution-bulk.ts';
import { executionFiles } from './execution-files.tsx';
import { executionListPages } from './executions.tsx';
import { goPages } from './go.tsx';
import { instanceActivationPages } from './instance-activation.tsx';
import { instanceConfigurationPages } from './instance-configuration.tsx';
import { instanceDeploymentPages } from './instance-deployment.tsx';
import { instanceDetailPages } from './instance-detail.tsx';
import { instanceVersionPages } from './instance-version.tsx';
import { instancePages } from './instances.tsx';
import { integrationConfiguration } from './integration-configuration.tsx';
import { deletionPages } from './integration-deletion.tsx';
import { detailsPages } from './integration-details.tsx';
import { draftPages } from './integration-draft.tsx';
import { integrationFlows } from './integration-flows.tsx';
import { forkPages } from './integration-forks.tsx';
import { importPages } from './integration-import.tsx';
import { integrationInstances } from './integration-instances.tsx';
import { newIntegrationPages } from './integration-new.tsx';
import { versionPage } from './integration-version.tsx';
import { versionPages } from './integration-versions.tsx';
import { integrationPages } from './integrations.tsx';
import { overviewPages } from './overview.tsx';
import type { PageRoute } from './page.ts';
import { samplePages } from './sample.tsx';
import { setUpPages } from './set-up.tsx';
import { settingsPages } from './settings.tsx';
import { signInPages } from './sign-in.tsx';
import { staffPages } from './staff.tsx';
import { systemPages } from './system.tsx';
import { tokensPages } from './tokens.tsx';

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
