import { expect, test } from 'bun:test';
import { anthropic } from '../../src/components/anthropic/index.ts';
import { connectionOf, failureOf, loopbackService, type Row, tryContract } from './connector-calls.ts';
import { perform } from './context.ts';

const service = loopbackService();
const connection = connectionOf('apiKey', { apiKey: 'k1' });
const base = 'https://api.anthropic.com/v1';
const messages = [{ role: 'user', content: 'Hi' }];

const ROWS: Row[] = [
  {
    action: 'chat',
    params: { model: 'claude-x', message: 'Hi', systemPrompt: 'Be brief.', maxTokens: '10' },
    asks: [
      [
        `POST ${base}/messages`,
        { model: 'claude-x', system: 'Be brief.', max_tokens: 10, temperature: 1, messages },
      ],
    ],
  },
  {
    action: 'countTokens',
    params: { model: 'claude-x', message: 'Hi' },
    asks: [[`POST ${base}/messages/count_tokens`, { model: 'claude-x', messages }]],
  },
  { action: 'getModel', params: { model: 'claude-x' }, asks: [[`GET ${base}/models/claude-x`]] },
  {
    action: 'listModels',
    params: { fetchAll: 'true', limit: '1' },
    asks: [[`GET ${base}/models?limit=1`], [`GET ${base}/models?limit=1&after_id=a`]],
    answers: [
      { body: { data: [{ id: 'a' }], has_more: true, last_id: 'a' } },
      { body: { data: [{ id: 'b' }], has_more: false } },
    ],
    gives: { data: [{ id: 'a' }, { id: 'b' }], has_more: false },
  },
];

tryContract(anthropic, service, { connection }, ROWS);

test('Anthropic is shown the key and told which version of its API is meant, and says what is wrong', async () => {
  const wrong = {
    status: 401,
    body: { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } },
  };
  const call = perform(anthropic, 'getModel', { connection, model: 'a' }, service.context([wrong]));
  expect(await failureOf(call)).toBe(
    'Anthropic answered 401: invalid x-api-key. Connect or correct the connection "Acme connection".',
  );
  expect(service.asked[0]?.headers.get('x-api-key')).toBe('k1');
  expect(service.asked[0]?.headers.get('anthropic-version')).toBe('2023-06-01');
  const context = service.context([{ body: { data: [{ id: 'a', display_name: 'Claude' }] } }]);
  expect(await anthropic.dataSources.selectModel?.perform(context, { connection })).toEqual({
    result: [{ key: 'a', label: 'Claude' }],
  });
});
