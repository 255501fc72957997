import { describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { msTeams } from '../../src/components/ms-teams/index.ts';
import { connectionOf, failureOf, loopbackService, type Row, tryContract } from './connector-calls.ts';
import { createContext, createPayload, perform, triggerOf } from './context.ts';

const service = loopbackService();
const connection = connectionOf('oauth2', { webhookUrl: 'https://hooks.test/1' }, { access_token: 't1' });
const base = 'https://graph.microsoft.com/v1.0';
const team = { teamId: 't1' };
const channel = { ...team, channelId: '19:a@thread.tacv2' };
const inChannel = `${base}/teams/t1/channels/19%3Aa%40thread.tacv2`;
const webinar = { webinarId: 'w1' };
const inWebinar = `${base}/solutions/virtualEvents/webinars/w1`;
const session = { ...webinar, sessionId: 's1' };
const reports = `${inWebinar}/sessions/s1/attendanceReports`;
const gone = { answers: [{ status: 204 }], gives: '' };
const card = { type: 'AdaptiveCard', version: '1.4' };
const adaptive = 'application/vnd.microsoft.card.adaptive';
const settings = {
  memberSettings: { allowCreateUpdateChannels: false },
  messagingSettings: { allowUserDeleteMessages: false, allowUserEditMessages: false },
  funSettings: { allowGiphy: false },
};

const ROWS: Row[] = [
  {
    action: 'listTeams',
    asks: [[`GET ${base}/groups?%24filter=resourceProvisioningOptions%2FAny%28x%3Ax+eq+%27Team%27%29`]],
  },
  { action: 'listJoinedTeams', asks: [[`GET ${base}/me/joinedTeams`]] },
  {
    action: 'listUsersTeams',
    params: { userId: 'u1', top: 5 },
    asks: [[`GET ${base}/users/u1/joinedTeams?%24top=5`]],
  },
  { action: 'getTeam', params: team, asks: [[`GET ${base}/teams/t1`]] },
  {
    action: 'createTeam',
    params: { teamName: 'Sales', channelName: 'Orders', teamDescription: 'Sells' },
    asks: [
      [
        `POST ${base}/teams`,
        {
          'template@odata.bind': "https://graph.microsoft.com/v1.0/teamsTemplates('standard')",
          visibility: 'public',
          displayName: 'Sales',
          description: 'Sells',
          ...settings,
          channels: [{ displayName: 'Orders' }],
        },
      ],
    ],
    answers: [{ status: 202, body: '', headers: { 'content-location': "/teams('t2')" } }],
    gives: { location: "/teams('t2')" },
  },
  {
    action: 'updateTeam',
    params: { ...team, teamName: 'Sales' },
    asks: [[`PATCH ${base}/teams/t1`, { visibility: 'public', displayName: 'Sales', ...settings }]],
    ...gone,
  },
  { action: 'archiveTeam', params: team, asks: [[`POST ${base}/teams/t1/archive`, {}]] },
  { action: 'listTeamMembers', params: team, asks: [[`GET ${base}/teams/t1/members`]] },
  { action: 'getMember', params: { ...team, memberId: 'm1' }, asks: [[`GET ${base}/teams/t1/members/m1`]] },
  {
    action: 'addTeamMember',
    params: { ...team, roles: ['owner'], userId: 'u1' },
    asks: [
      [
        `POST ${base}/teams/t1/members`,
        {
          '@odata.type': '#microsoft.graph.aadUserConversationMember',
          roles: ['owner'],
          'user@odata.bind': "https://graph.microsoft.com/v1.0/users('u1')",
        },
      ],
    ],
  },
  {
    action: 'removeTeamMember',
    params: { ...team, memberId: 'm1' },
    asks: [[`DELETE ${base}/teams/t1/members/m1`]],
    ...gone,
  },
  { action: 'listUsers', params: { filter: 'a eq 1' }, asks: [[`GET ${base}/users?%24filter=a+eq+1`]] },
  { action: 'getUser', params: { userId: 'u1' }, asks: [[`GET ${base}/users/u1`]] },
  {
    action: 'getCurrentUser',
    params: { userPrincipalName: 'a@b.test' },
    asks: [[`GET ${base}/users/a%40b.test`]],
  },
  { action: 'deleteUser', params: { userId: 'u1' }, asks: [[`DELETE ${base}/users/u1`]], ...gone },
  { action: 'listChannels', params: team, asks: [[`GET ${base}/teams/t1/channels`]] },
  { action: 'getChannel', params: channel, asks: [[`GET ${inChannel}`]] },
  {
    action: 'createChannel',
    params: { ...team, channelName: 'Orders', membershipType: 'private' },
    asks: [[`POST ${base}/teams/t1/channels`, { displayName: 'Orders', membershipType: 'private' }]],
  },
  {
    action: 'updateChannel',
    params: { ...channel, channelDescription: 'New' },
    asks: [[`PATCH ${inChannel}`, { description: 'New' }]],
    ...gone,
  },
  { action: 'deleteChannel', params: channel, asks: [[`DELETE ${inChannel}`]], ...gone },
  {
    action: 'listChannelMessages',
    params: { ...channel, top: 5 },
    asks: [[`GET ${inChannel}/messages?%24top=5`]],
  },
  {
    action: 'sendMessageToChannel',
    params: { ...channel, message: 'Hi' },
    asks: [
      [`POST ${inChannel}/messages`, { importance: 'normal', body: { contentType: 'text', content: 'Hi' } }],
    ],
  },
  {
    action: 'sendAdaptiveCardToChannel',
    params: { ...channel, cardPayload: JSON.stringify(card) },
    asks: [
      [
        `POST ${inChannel}/messages`,
        {
          importance: 'normal',
          body: {
            contentType: 'html',
            content: expect.stringMatching(/^<attachment id="[\w-]+"><\/attachment>$/),
          },
          attachments: [{ id: expect.any(String), contentType: adaptive, content: JSON.stringify(card) }],
        },
      ],
    ],
  },
  {
    action: 'sendIncomingWebhookMessage',
    params: { message: 'Hi' },
    asks: [['POST https://hooks.test/1', { text: 'Hi' }]],
  },
  {
    action: 'sendIncomingWebhookAdaptiveCard',
    params: { cardPayload: card },
    asks: [
      [
        'POST https://hooks.test/1',
        { type: 'message', attachments: [{ contentType: adaptive, content: card }] },
      ],
    ],
  },
  { action: 'listCatalogApps', asks: [[`GET ${base}/appCatalogs/teamsApps`]] },
  { action: 'listTeamsApps', params: { skip: 2 }, asks: [[`GET ${base}/appCatalogs/teamsApps?%24skip=2`]] },
  { action: 'listInstalledApps', params: team, asks: [[`GET ${base}/teams/t1/installedApps`]] },
  {
    action: 'installApp',
    params: { ...team, appId: 'a1' },
    asks: [
      [
        `POST ${base}/teams/t1/installedApps`,
        { 'teamsApp@odata.bind': 'https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/a1' },
      ],
    ],
  },
  {
    action: 'upgradeInstalledApp',
    params: { ...team, appInstallationId: 'i1' },
    asks: [[`POST ${base}/teams/t1/installedApps/i1/upgrade`, {}]],
  },
  {
    action: 'removeInstalledApp',
    params: { ...team, appInstallationId: 'i1' },
    asks: [[`DELETE ${base}/teams/t1/installedApps/i1`]],
    ...gone,
  },
  {
    action: 'listWebinars',
    params: { role: 'organizer' },
    asks: [[`GET ${base}/solutions/virtualEvents/webinars/getByUserRole(role='organizer')`]],
  },
  { action: 'getWebinar', params: webinar, asks: [[`GET ${inWebinar}`]] },
  { action: 'publishWebinar', params: webinar, asks: [[`POST ${inWebinar}/publish`, {}]] },
  { action: 'cancelWebinar', params: webinar, asks: [[`POST ${inWebinar}/cancel`, {}]] },
  { action: 'listWebinarRegistrations', params: webinar, asks: [[`GET ${inWebinar}/registrations`]] },
  {
    action: 'getWebinarRegistration',
    params: { ...webinar, registrationId: 'r1' },
    asks: [[`GET ${inWebinar}/registrations/r1`]],
  },
  {
    action: 'createWebinarRegistration',
    params: { ...webinar, firstName: 'Ann', lastName: 'Example', email: 'a@b.test' },
    asks: [
      [
        `POST ${inWebinar}/registrations`,
        { firstName: 'Ann', lastName: 'Example', email: 'a@b.test', preferredLanguage: 'en-us' },
      ],
    ],
  },
  {
    action: 'cancelWebinarRegistration',
    params: { ...webinar, registrationId: 'r1' },
    asks: [[`POST ${inWebinar}/registrations/r1/cancel`, {}]],
  },
  { action: 'listWebinarSessions', params: webinar, asks: [[`GET ${inWebinar}/sessions`]] },
  { action: 'getWebinarSession', params: session, asks: [[`GET ${inWebinar}/sessions/s1`]] },
  { action: 'listWebinarSessionAttendanceReports', params: session, asks: [[`GET ${reports}`]] },
  {
    action: 'getWebinarSessionAttendanceReport',
    params: { ...session, reportId: 'r1' },
    asks: [[`GET ${reports}/r1`]],
  },
  {
    action: 'listAttendanceRecords',
    params: { ...session, reportId: 'r1', top: 9 },
    asks: [[`GET ${reports}/r1/attendanceRecords?%24top=9`]],
  },
];

tryContract(msTeams, service, { connection }, ROWS);

describe('Teams', () => {
  test('shows an incoming webhook no token, and asks for its address where there is none', async () => {
    await perform(
      msTeams,
      'sendIncomingWebhookMessage',
      { connection, message: 'Hi' },
      service.context([{ body: '1' }]),
    );
    expect(service.asked[0]?.headers.get('authorization')).toBeNull();
    const other = { connection: connectionOf('oauth2', {}, { access_token: 't1' }), message: 'Hi' };
    expect(
      await failureOf(perform(msTeams, 'sendIncomingWebhookMessage', other, service.context([]))),
    ).toContain('has no webhook URL');
  });

  test('starts a flow where a secret of its own has signed the call, and says so to whoever wrote', async () => {
    const secret = Buffer.from('key').toString('base64');
    const payload = (signature: string) => ({
      ...createPayload({ text: '42' }),
      headers: { Authorization: `HMAC ${signature}` },
    });
    const signed = createHmac('sha256', 'key').update('{"text":"42"}').digest('base64');
    const trigger = triggerOf(msTeams, 'webhook');
    const call = (signature: string, params: object) =>
      trigger.perform(createContext(), payload(signature), { ...params });
    expect(await call(signed, { signingSecrets: ['other', secret] })).toMatchObject({
      response: { statusCode: 200, body: '{"text":"Request Received..."}' },
      payload: { body: { data: { text: '42' } } },
    });
    expect(await call('no', { signingSecrets: secret, failedResponse: '{"text":"No."}' })).toMatchObject({
      response: { statusCode: 401, body: '{"text":"No."}' },
      payload: null,
      failed: true,
    });
    expect(await call('', {})).toMatchObject({ response: { statusCode: 200 } });
  });
});
