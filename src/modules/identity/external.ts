import { v5 as uuidv5 } from 'uuid';
import type { Identity } from '../../graphql/context.ts';
import type { Database, StatementListener } from '../../infra/db/database.ts';
import { actorSettings, bearerSettings } from '../../infra/db/scope-settings.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { Transaction } from '../../infra/db/transaction.ts';
import { announce, own } from '../../operations/announcement.ts';
import { writeAudit } from '../../operations/audit.ts';
import { Change } from '../../operations/change.ts';
import type { Actor } from '../../shared/actor.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Origin } from '../../shared/origin.ts';
import { PLATFORM_TENANT } from '../../shared/region-scope.ts';
import { actorOf } from './account.actor.ts';
import { Account } from './account.entity.ts';
import type { FindStation } from './account.placement.ts';
import type { ExternalPerson } from './external.claims.ts';
import type { Issuer } from './issuer.ts';

/** The namespace of the ids of accounts that other issuers vouch for. */
const NAMESPACE = '0198c0de-6f69-7463-a000-6c61626f7201';

export interface ExternalDependencies {
  database: Database;
  issuer: Issuer;
  findStation: FindStation;
  clock: Clock;
  onStatement: StatementListener;
  /** Told why somebody whose token is good is not let in. */
  refused(reason: 'username taken' | 'station not open', requestId: string): void;
}

/**
 * People whom another issuer vouches for. Their accounts are made when they are first seen and follow what the issuer
 * says of them since; whether they may in is still said here: a disabled account is shut, whatever tokens there are.
 */
export function createExternalSignIn(deps: ExternalDependencies) {
  const { database, issuer, findStation, clock, onStatement, refused } = deps;
  const idOf = (subject: string) => uuidv5(`${issuer.name}\n${subject}`, NAMESPACE);

  async function read(id: string): Promise<Account | undefined> {
    const [account] = await database.read<Account>(
      bearerSettings({ accountId: id }),
      'session',
      sql`SELECT ${columnsOf(Account, 'a')} FROM account a WHERE a.id = ${id}`,
    );
    return account;
  }

  /** Writes what the issuer says into the account, on the person's own behalf. Null when that cannot be. */
  async function follow(id: string, person: ExternalPerson, known: boolean, origin: Origin) {
    const { username, role, scope, stationId } = person;
    const actor: Actor = { id, username, role, scope, stationId };
    return database
      .transaction(actorSettings(actor), async (transaction) => {
        const change = new Change(transaction, actor, clock(), onStatement, origin);
        if (person.stationId && !(await servesAt(change, person))) return null;
        onStatement('followIssuer');
        if (!(await (known ? update : insert)(transaction, id, person))) return null;
        const what = {
          ...origin,
          operation: known ? 'followIssuer' : 'provisionAccount',
          at: change.now,
        };
        writeAudit(transaction, actor, {
          ...what,
          recordType: 'Account',
          recordId: id,
        });
        announce(transaction, actor, what, [own(actor, 'Account', id)]);
        return true;
      })
      .catch((error: unknown) => {
        if (!isUsernameTaken(error)) throw error;
        refused('username taken', origin.requestId);
        return null;
      });

    /** Staff work in the home region of their station, which must be open. */
    async function servesAt(change: Change, { stationId, scope }: ExternalPerson): Promise<boolean> {
      const station = await findStation(change, stationId ?? '');
      if (station && station.homeRegionCode === scope?.regionCode) return true;
      refused('station not open', origin.requestId);
      return false;
    }
  }

  async function insert(transaction: Transaction, id: string, person: ExternalPerson): Promise<boolean> {
    const { subject, username, name, saidAt } = person;
    const { tenant, role, home, host, stationId } = placeOf(person);
    const { count } = await transaction.run(
      'provisionAccount',
      sql`
      INSERT INTO account (id, tenant, username, name, role, home_region_code, host_region_code, station_id,
                           issuer, subject, claims_at, created_at)
      VALUES (${id}, ${tenant}, ${username}, ${name}, ${role}, ${home}, ${host}, ${stationId},
              ${issuer.name}, ${subject}, ${saidAt}, ${clock()})
      ON CONFLICT (id) DO NOTHING`,
    );
    return count === 1;
  }

  async function update(transaction: Transaction, id: string, person: ExternalPerson): Promise<boolean> {
    const { name, saidAt } = person;
    const { tenant, role, home, host, stationId } = placeOf(person);
    const { count } = await transaction.run(
      'followIssuer',
      sql`
      UPDATE account SET tenant = ${tenant}, name = ${name}, role = ${role}, home_region_code = ${home},
             host_region_code = ${host}, station_id = ${stationId}, claims_at = ${saidAt}, version = version + 1
       WHERE id = ${id} AND claims_at < ${saidAt} AND disabled_at IS NULL`,
    );
    return count === 1;
  }

  return {
    async authenticate(token: string, origin: Origin): Promise<Identity | null> {
      const person = await issuer.verify(token);
      if (!person) return null;
      const id = idOf(person.subject);
      let account = await read(id);
      const isNews = !account || (person.saidAt > (account.claimsAt ?? 0) && !agree(account, person));
      if (isNews && !account?.disabledAt) {
        const followed = await follow(id, person, account !== undefined, origin);
        const fresh = await read(id);
        // Of two requests at once one writes, and the other finds it written; who could not be placed stays out.
        account = followed || (fresh && agree(fresh, person)) ? fresh : undefined;
      }
      if (!account || account.disabledAt) return null;
      return { actor: actorOf(account), sessionId: null, passwordDue: false };
    },
  };
}

const placeOf = ({ role, scope, stationId }: ExternalPerson) => ({
  tenant: scope?.tenant ?? PLATFORM_TENANT,
  role,
  home: scope?.side === 'home' ? scope.regionCode : null,
  host: scope?.side === 'host' ? scope.regionCode : null,
  stationId,
});

/** Whether the account is as the issuer says. The username stays the one it was made with. */
function agree(account: Account, person: ExternalPerson): boolean {
  const { role, home, host, stationId } = placeOf(person);
  return (
    account.name === person.name &&
    account.role === role &&
    account.homeRegionCode === home &&
    account.hostRegionCode === host &&
    account.stationId === stationId
  );
}

const isUsernameTaken = (error: unknown): boolean =>
  error instanceof Error && 'constraint' in error && error.constraint === 'account_username_key';
