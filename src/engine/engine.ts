import type { Catalog } from '../components/catalog.ts';
import type { PartContext } from '../components/component.ts';
import type { Store } from '../db/store.ts';
import { MB } from '../lib/bytes.ts';
import type { Settings } from '../lib/config.ts';
import type { Vault } from '../lib/crypto.ts';
import type { Egress } from '../lib/egress.ts';
import { messageOf } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import type { Mailer } from '../lib/mail.ts';
import { createOneByOne } from '../lib/one-by-one.ts';
import { DAY } from '../lib/time.ts';
import type { Waiters } from '../lib/waiters.ts';
import type { CompiledVersions } from '../models/compiled-versions.ts';
import type { ConnectionTokens } from '../models/connection-tokens.ts';
import { Alerts } from './alerts.ts';
import { type Caller, callPart, type PartAnswer } from './call-part.ts';
import { DataLife } from './data-life.ts';
import { Deliveries } from './deliveries.ts';
import { executionJobLoop } from './execution-jobs.ts';
import { ExecutionTexts } from './execution-texts.ts';
import { startHousekeeping } from './housekeeping.ts';
import { limitsOf } from './limits.ts';
import { Notices } from './notices.ts';
import type { ExecuteTools } from './run-execution.ts';
import { createRuntimes } from './runtime.ts';
import { Scheduler } from './scheduler.ts';
import { StorageQuota } from './storage-quota.ts';
import { tellEnd } from './stored-results.ts';
import { createTokenRenewals } from './token-renewals.ts';
import { upgradeLoop } from './upgrades.ts';
import { type Ended, Worker } from './worker.ts';

/** What the engine works with; `hostOf` gives built-in components their way out, each instance's code apart from others'. */
export type EngineTools = {
  store: Store;
  vault: Vault;
  compiledVersions: CompiledVersions;
  catalog: Catalog;
  tokens?: ConnectionTokens | undefined;
  settings: Settings;
  publicUrl(): string;
  ended: Waiters<Ended>;
  responses: ExecuteTools['responses'];
  log: Log;
  hostOf: ExecuteTools['hostOf'];
  /** The way out for what is told to others. */
  fetch: Egress['fetch'];
  asideOf?: ExecuteTools['asideOf'];
  traces?: ExecuteTools['traces'];
  /** Absent where no server for mail is set. */
  mailer?: Mailer | undefined;
};

/** Everything that runs by itself: the worker, the scheduler and the housekeeping. */
export type Engine = {
  start(): Promise<void>;
  /** Hands over runs that a committed write has enqueued. */
  wake: Worker['wake'];
  /** Keeps a slot, or else a place in the queue, for a run that is about to be enqueued. */
  reserve: Worker['reserve'];
  abort: Worker['abort'];
  setAside: Worker['setAside'];
  /** Tells those who wait for an execution how it has ended, where that is past. */
  tellEnd(id: string): Promise<void>;
  /** Heeds that instances have changed or are gone: their queues and all schedules are looked at again. */
  heed(instanceIds: string[]): void;
  /** Heeds that a job has begun which puts instances on another version. */
  heedUpgrades(): void;
  /** Heeds that a job has begun which replays or cancels executions. */
  heedExecutionJobs(): void;
  /** Heeds that a customer's limits have changed. */
  heedLimits(customerId: string): void;
  /** Bytes that are kept of a customer's executions. */
  storedBytes(customerId: string): Promise<number>;
  /** Calls a part of a component outside a run; those under way are given up when the engine stops. */
  callPart(caller: Caller, name: string, perform: (context: PartContext) => unknown): Promise<PartAnswer>;
  running(): number;
  /** Starts nothing new; waits for running steps, at most so many milliseconds. */
  stop(time: number): Promise<void>;
};

/** An engine that does nothing until it is started. */
export function createEngine(tools: EngineTools): Engine {
  const { store, vault, log, settings } = tools;
  const usual = settings.STEPWELL_MAX_STORED_MB_PER_CUSTOMER * MB;
  const limits = limitsOf(settings);
  const stopping = new AbortController();
  const quota = new StorageQuota({ store, log, usual });
  const worker = new Worker({
    ...tools,
    noteStored: (customerId, bytes) => quota.note(customerId, bytes),
    storageRefusal: (customerId) => quota.refusal(customerId),
    runtimes: createRuntimes(tools),
    oneByOne: createOneByOne(),
    limits,
    owner: newId('boot'),
  });
  const scheduler = new Scheduler({
    store,
    vault,
    compiledVersions: tools.compiledVersions,
    log,
    wake: (queued) => worker.wake(queued),
    refusal: (owner) => worker.refusal(owner),
    ...(tools.tokens ? { renewTokens: createTokenRenewals({ ...tools, tokens: tools.tokens }) } : {}),
  });
  const noteFault = (error: unknown) =>
    log.error('The store did not answer; what has changed is heeded at the next look', {
      error: messageOf(error),
    });
  const heed = (instanceIds: string[]) => {
    worker.heed(instanceIds).catch(noteFault);
    scheduler.look();
  };
  const upgrades = upgradeLoop({ ...tools, wake: (queued) => worker.wake(queued), heed });
  const jobs = executionJobLoop({ ...tools, worker });
  const notices = new Notices(tools);
  const alerts = new Alerts(tools);
  const deliveries = new Deliveries(tools);
  const texts = new ExecutionTexts({ ...tools, isBusy: () => worker.running > 0 });
  const housekeeping = startHousekeeping({
    store,
    log,
    keepSucceeded: settings.STEPWELL_KEEP_SUCCEEDED_DAYS * DAY,
    keepFailed: settings.STEPWELL_KEEP_FAILED_DAYS * DAY,
    dataLife: new DataLife({ ...tools, keepDays: settings.STEPWELL_KEEP_DATA_DAYS }),
    // Where the disk is full, what runs waits for room, and only what is deleted here makes some.
    lookAtQuotas: () => quota.look(),
    heed,
    isBusy: () => worker.running > 0 && store.condition === undefined,
  });
  return {
    async start() {
      await quota.start();
      await worker.start();
      scheduler.look();
      upgrades.look();
      jobs.look();
      notices.start();
      alerts.start();
      deliveries.start();
      texts.start();
    },
    wake: (queued, request) => worker.wake(queued, request),
    reserve: (run, compiled) => worker.reserve(run, compiled),
    abort: (run, error) => worker.abort(run, error),
    setAside: (run, error) => worker.setAside(run, error),
    tellEnd: (id) => tellEnd(tools, id),
    heed,
    heedUpgrades: () => upgrades.look(),
    heedExecutionJobs: () => jobs.look(),
    heedLimits(customerId) {
      worker.heedLimits(customerId).catch(noteFault);
      quota.heed(customerId).catch(noteFault);
    },
    storedBytes: (customerId) => quota.bytesOf(customerId),
    callPart: (caller, name, perform) => {
      const signal = AbortSignal.any([caller.signal, stopping.signal]);
      return callPart({ ...tools, limits }, { ...caller, signal }, name, perform);
    },
    running: () => worker.running,
    async stop(time) {
      stopping.abort(new Error('The server stops: call again in a minute.'));
      scheduler.stop();
      housekeeping.stop();
      await notices.stop();
      await upgrades.stop();
      await deliveries.stop();
      await texts.stop();
      await jobs.stop();
      await worker.stop(time);
      await alerts.stop();
    },
  };
}
