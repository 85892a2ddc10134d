import type { PersonalData } from '../../infra/crypto/personal-data.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { CommandRunner } from '../../operations/command.ts';
import { reject } from '../../shared/errors.ts';
import { EnterpriseContact } from '../enterprises/index.ts';
import { Worker } from '../workers/index.ts';
import { asking, oneOfTwo, personOf, register, ticketsAbout } from './person.ts';
import type { PersonalDataRequest } from './request.entity.ts';

export type Erasures = ReturnType<typeof createErasures>;

/** What takes the place of a name and a number. */
const erased = { nameSealed: null, phoneSealed: null, phoneHash: null };

/**
 * Erases what a province keeps of a person (article 47): names and numbers, and the free text of their tickets, which may
 * name them. Every row stays, so every figure does. Once more changes nothing. There is no way back but a backup.
 */
export const createErasures = (command: CommandRunner, personalData: PersonalData) => ({
  erase: command({
    operation: 'erasePersonalData',
    returns: 'request',
    type: 'PersonalDataRequest',
    rules: asking.superRefine(oneOfTwo),
    reason: ({ reason }) => reason,

    async run(change, input): Promise<PersonalDataRequest> {
      const person = await personOf(change, input, personalData, 'to erase');
      const underWay = await change.read(
        'ticketsUnderWay',
        (visible) => sql`
        SELECT t.id FROM service_ticket t
         WHERE ${visible.ticket('t')} AND t.tenant = ${person.tenant} AND t.resolved_at IS NULL
           AND t.id IN (${ticketsAbout(visible, person)}) LIMIT 1`,
      );
      if (underWay.length > 0)
        throw reject('CONFLICT', 'MATTERS_UNDER_WAY', input.phone ? 'phone' : 'workerId');

      const ids = person.workers.map(({ id }) => id);
      await change.execute(
        'erasePerson',
        sql`SELECT erase_person(${person.phoneHash}::bytea, ${ids}::uuid[])`,
      );
      for (const worker of person.workers) {
        if (worker.nameSealed) await change.update(Worker, worker, erased);
      }
      const contacts = await change.read<EnterpriseContact>(
        'contactsOfPerson',
        (visible) => sql`
        SELECT ${columnsOf(EnterpriseContact, 'c')} FROM enterprise_contact c
         WHERE ${visible.contact('c')} AND c.tenant = ${person.tenant} AND c.phone_hash = ${person.phoneHash}::bytea
           FOR UPDATE`,
      );
      for (const contact of contacts) {
        const removedAt = contact.removedAt ?? change.now;
        await change.update(EnterpriseContact, contact, { ...erased, title: null, removedAt });
      }
      return register(change, 'ERASURE', person, input.reason);
    },
  }),
});
