/** How SQLite finds what the audit shows: latest first, without sorting. */
import { expect, test } from 'bun:test';
import { newId } from '../../src/lib/ids.ts';
import { type AuditFilter, listAudit } from '../../src/models/audit.ts';
import { plans } from './plans.ts';

const planOf = plans();
const cursor = Buffer.from(newId('aud')).toString('base64url');

test.each<[string, AuditFilter, string]>([
  ['by a person', { actor: 'usr_1' }, 'SEARCH audit USING INDEX audit_by_actor (actor_id=? AND id<?)'],
  ['on a thing', { subject: 'ins_1' }, 'SEARCH audit USING INDEX audit_by_subject (subject_id=? AND id<?)'],
  ['on a kind', { kind: 'instance' }, 'SEARCH audit USING INDEX audit_by_kind (subject_kind=? AND id<?)'],
  [
    'of a kind',
    { action: 'instance.paused' },
    'SEARCH audit USING INDEX audit_by_action (action=? AND id<?)',
  ],
  ['all of it', {}, 'SEARCH audit USING INDEX sqlite_autoindex_audit_1 (id<?)'],
])('what was done %s', async (_, filter, index) => {
  expect(await planOf((to) => listAudit(to, filter, { limit: 20, cursor }))).toEqual([index]);
});
