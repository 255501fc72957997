/** What the pages do, the API does: each form is done by calls, or has a reason why there is none. */
import { expect, test } from 'bun:test';
import { RIGHTS } from '../../src/models/rights.ts';
import { routes } from '../../src/web/api/table.ts';
import { portalRoutes } from '../../src/web/portal/pages.ts';
import { pageRoutes } from '../../src/web/staff/pages.ts';

/** By the form's address, the calls that do the same. */
const DONE_BY: Record<string, string[]> = {
  '/executions/:id/test-payloads': ['keepExecutionPayload'],
  '/integrations/:id/execution-imports': ['importExecution'],
  '/executions/jobs': ['beginExecutionJob'],
  '/executions/jobs/:job/cancellation': ['cancelExecutionJob'],
  '/executions/replays': ['replayExecution'],
  '/executions/cancellations': ['cancelExecution'],
  '/executions/:id/cancellation': ['cancelExecution'],
  '/executions/:id/pause': ['pauseExecution', 'resumeExecution'],
  '/executions/:id/replays': ['replayExecution'],
  '/sample/removal': ['deleteIntegration', 'deleteRemovedIntegration', 'deleteCustomer'],
  '/integrations/samples': ['importIntegration'],
  '/integrations': ['createIntegration'],
  '/integrations/import': ['importIntegration', 'replaceDefinition'],
  '/integrations/:id': ['updateIntegration'],
  '/integrations/:id/documentation': ['replaceDefinition'],
  '/integrations/:id/forks': ['forkIntegration'],
  '/integrations/:id/deletion': ['deleteIntegration'],
  '/integrations/:id/restoration': ['restoreIntegration'],
  '/integrations/trash/:id/deletion': ['deleteRemovedIntegration'],
  '/integrations/:id/listing': ['listIntegration'],
  '/integrations/:id/listing/removal': ['unlistIntegration'],
  '/integrations/:id/icon': ['setIcon'],
  '/integrations/:id/icon/removal': ['removeIcon'],
  '/integrations/:id/versions': ['publishVersion'],
  '/integrations/:id/versions/:number/availability': ['updateVersion'],
  '/integrations/:id/versions/:number/restoration': ['restoreVersion'],
  '/integrations/:id/draft-reset': ['resetDraft'],
  '/integrations/:id/steps': ['editDraft'],
  '/integrations/:id/steps/pasted': ['editDraft'],
  '/integrations/:id/steps/details': ['editDraft'],
  '/integrations/:id/steps/moves': ['editDraft'],
  '/integrations/:id/steps/copies': ['editDraft'],
  '/integrations/:id/steps/activation': ['editDraft'],
  '/integrations/:id/steps/version': ['editDraft'],
  '/integrations/:id/steps/removal': ['editDraft'],
  '/components': ['publishComponent'],
  '/components/:key/hosts': ['setComponentHosts'],
  '/components/:key/deletion': ['deleteComponent', 'deleteComponentVersion'],
  '/integrations/:id/flows': ['editDraft'],
  '/integrations/:id/flows/details': ['editDraft'],
  '/integrations/:id/flows/moves': ['editDraft'],
  '/integrations/:id/flows/copies': ['editDraft'],
  '/integrations/:id/flows/removal': ['editDraft'],
  '/integrations/:id/variables': ['editDraft'],
  '/integrations/:id/variables/details': ['editDraft'],
  '/integrations/:id/variables/removal': ['editDraft'],
  '/integrations/:id/config-pages': ['editDraft'],
  '/integrations/:id/config-pages/details': ['editDraft'],
  '/integrations/:id/config-pages/moves': ['editDraft'],
  '/integrations/:id/config-pages/removal': ['editDraft'],
  '/integrations/:id/config-pages/elements': ['editDraft'],
  '/integrations/:id/parts': ['editDraft'],
  '/integrations/:id/undo': ['undoEdit'],
  '/integrations/:id/redo': ['redoEdit'],
  '/integrations/:id/yaml': ['replaceDefinition'],
  '/integrations/:id/test-executions': ['startTest', 'addPayload'],
  '/integrations/:id/pinned-outputs': ['pinOutput'],
  '/integrations/:id/pinned-outputs/removal': ['unpinOutput'],
  '/integrations/:id/payloads/:payload': ['renamePayload'],
  '/integrations/:id/payloads/:payload/deletion': ['deletePayload'],
  '/integrations/:id/test-urls': ['makeTestUrl'],
  '/integrations/:id/test-urls/removal': ['removeTestUrl'],
  '/integrations/:id/test-configuration': ['setTestConfiguration'],
  '/integrations/:id/attachments': ['addAttachment'],
  '/integrations/:id/attachments/:attachment': ['renameAttachment'],
  '/integrations/:id/attachments/:attachment/deletion': ['deleteAttachment'],
  '/settings/embedding': ['updateEmbedding'],
  '/settings/embedding/keys': ['addEmbeddingKey'],
  '/settings/embedding/keys/:id/removal': ['removeEmbeddingKey'],
  '/connections': ['createConnection'],
  '/shared-connections': ['createSharedConnection'],
  '/shared-connections/:id': ['updateSharedConnection'],
  '/shared-connections/:id/connections': ['fillSharedConnection'],
  '/shared-connections/:id/deletion': ['deleteSharedConnection'],
  '/connections/:id': ['updateConnection'],
  '/connections/:id/links': ['makeConnectionLink'],
  '/connections/:id/checks': ['checkConnection'],
  '/connections/:id/revocation': ['revokeConnection'],
  '/connections/:id/replacement': ['replaceConnection'],
  '/connections/:id/deletion': ['deleteConnection'],
  '/integrations/:id/upgrades': ['upgradeInstances', 'beginInstanceUpgrades'],
  '/integrations/:id/upgrades/:job/cancellation': ['cancelInstanceUpgrade'],
  '/customers': ['createCustomer'],
  '/customers/:id': ['updateCustomer'],
  '/customers/:id/deletion': ['deleteCustomer'],
  '/customers/:id/users': ['inviteCustomerUser'],
  '/customers/:id/users/:user/role': ['updateCustomerUser'],
  '/customers/:id/users/:user/links': ['makeCustomerUserLink'],
  '/customers/:id/users/:user/removal': ['removeCustomerUser'],
  '/marketplace/mine/:id/answers/:page': ['setConfiguration'],
  '/marketplace/connections/:id/removal': ['deleteConnection'],
  '/marketplace/mine/:id/name': ['updateInstance'],
  '/marketplace/mine/:id/activation': ['activateInstance', 'pauseInstance'],
  '/marketplace/mine/:id/removal': ['deleteInstance'],
  '/marketplace/team': ['inviteCustomerUser'],
  '/marketplace/team/:user/role': ['updateCustomerUser'],
  '/marketplace/team/:user/links': ['makeCustomerUserLink'],
  '/marketplace/team/:user/removal': ['removeCustomerUser'],
  '/instances': ['createInstance'],
  '/instances/:id/configuration': ['updateInstance', 'setConfigVariables'],
  '/instances/:id/answers/:page': ['setConfiguration'],
  '/instances/:id/upgrade/removal': ['giveUpUpgrade'],
  '/instances/:id/keeping': ['setKeeping'],
  '/instances/:id/states': ['setState'],
  '/instances/:id/states/removal': ['deleteState'],
  '/instances/:id/states/reset': ['resetStates'],
  '/instances/:id/version': ['changeInstanceVersion'],
  '/instances/:id/activation': ['activateInstance', 'pauseInstance'],
  '/instances/:id/removal': ['deleteInstance'],
  '/instances/:id/restoration': ['restoreInstance'],
  '/settings': ['updateOrganization'],
  '/settings/staff': ['inviteStaff'],
  '/settings/staff/:id/role': ['updateStaff'],
  '/settings/staff/:id/links': ['makeStaffLink'],
  '/settings/staff/:id/removal': ['removeStaff'],
  '/packages': ['addPackage'],
  '/packages/:id/deletion': ['deletePackage'],
  '/settings/tokens': ['createToken'],
  '/settings/tokens/:id/revocation': ['revokeToken'],
};

/** What a program has no use for, or must not do. */
const OF_PAGES_ALONE: Record<string, string> = {
  '/sign-in': 'programs have tokens',
  '/sign-out': 'programs have tokens',
  '/theme': 'a cookie of the browser',
  '/executions/filters': 'a person’s own',
  '/executions/filters/:id/deletion': 'a person’s own',
  '/set-up/:token': 'the first person, by the link that the server prints',
  '/invitations/:token': 'a person chooses a name and a password',
  '/account': 'a person’s own',
  '/account/password': 'a person’s own, with the password they have',
  '/account/sessions': 'a person’s own browsers',
  '/account/sessions/:hash': 'a person’s own browsers',
  '/instances/:id/answers/discarding': 'programs answer all pages at once',
  '/marketplace/mine/:id/answers/discarding': 'programs answer all pages at once',
  '/marketplace/mine/:id/answers/:page/form': 'prints a form again as it was sent; nothing is changed',
  '/instances/:id/answers/:page/form': 'prints a form again as it was sent; nothing is changed',
  '/instances/new/form': 'prints a form again as it was sent; nothing is changed',
  '/instances/:id/configuration/form': 'prints a form again as it was sent; nothing is changed',
  '/marketplace/mine/:id/own-answers/:page': 'a person’s own: nobody answers for another',
  '/marketplace/mine/:id/own-answers/:page/form': 'prints a form again as it was sent; nothing is changed',
  '/marketplace/mine/:id/own-answers/discarding': 'a person’s own',
  '/marketplace/mine/:id/own-answers/removal': 'a person’s own',
  '/marketplace/integrations/:id/activations': 'programs of the organization deploy it by createInstance',
  '/marketplace/mine/:id/update': 'programs of the organization call changeInstanceVersion',
  '/marketplace/sign-in': 'programs have tokens',
  '/marketplace/sign-out': 'programs have tokens',
  '/marketplace/theme': 'a cookie of the browser',
  '/marketplace/invitations/:token': 'a person chooses a name and a password',
  '/marketplace/account': 'a person’s own',
  '/marketplace/account/password': 'a person’s own, with the password they have',
  '/marketplace/account/sessions': 'a person’s own browsers',
  '/sample/calls': 'programs call the webhook of the flow itself',
};

const forms = [...pageRoutes, ...portalRoutes].filter(({ method }) => method === 'POST');

const rolesOf = (right: string) =>
  Object.entries(RIGHTS)
    .find(([name]) => name === right)?.[1]
    .toString() ?? '';

test.each(forms.map((form) => [form.path, form] as const))(
  '%s is done by the API, for the same people',
  (path, form) => {
    const calls = DONE_BY[path];
    if (!calls && OF_PAGES_ALONE[path]) return;
    if (!calls) throw new Error(`${path} is new: say here which call of the API does it, or why none.`);
    for (const name of calls) {
      const call = routes.find((each) => each.name === name);
      if (!call) throw new Error(`${path} is done by ${name}, which the API does not have.`);
      expect([name, rolesOf(call.right)]).toEqual([name, rolesOf(form.access)]);
    }
  },
);

test('what is listed here is there still, once', () => {
  const there = forms.map(({ path }) => path);
  const listed = [...Object.keys(DONE_BY), ...Object.keys(OF_PAGES_ALONE)];
  expect(listed.toSorted()).toEqual(there.toSorted());
});
