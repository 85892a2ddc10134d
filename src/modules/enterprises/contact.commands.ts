import { z } from 'zod';
import type { CommandRunner } from '../../operations/command.ts';
import { expectedVersion, idempotencyKey, idOf, phoneNumber, text } from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import { type ContactBook, contactRules } from './contact.book.ts';
import { EnterpriseContact } from './contact.entity.ts';
import { contactById } from './contact.queries.ts';
import type { Enterprise } from './enterprise.entity.ts';
import { enterpriseById } from './enterprise.queries.ts';

const addition = contactRules.extend({ idempotencyKey, enterpriseId: idOf('Enterprise') });

const step = z.object({ id: idOf('EnterpriseContact'), expectedVersion });

const edit = step.extend({
  name: text(60).nullish(),
  title: text(60).nullish(),
  phone: phoneNumber.nullish(),
});

export type ContactCommands = ReturnType<typeof createContactCommands>;

const contact = { returns: 'contact', type: 'EnterpriseContact' } as const;

/** What a station's region or an office knows of the people at an enterprise. */
export const createContactCommands = (command: CommandRunner, book: ContactBook) => ({
  /** Adds a contact to the list of the actor's own region. */
  add: command({
    operation: 'addContact',
    ...contact,
    rules: addition,

    async run(change, { idempotencyKey: _, enterpriseId, title, ...named }): Promise<EnterpriseContact> {
      const { scope } = change.actor;
      if (!scope) throw reject('FORBIDDEN', 'FORBIDDEN');
      const enterprise = await change.find<Enterprise>(
        'enterprise',
        'enterpriseId',
        enterpriseById(enterpriseId),
      );
      const owner = {
        tenant: scope.tenant,
        homeRegionCode: scope.side === 'home' ? scope.regionCode : null,
        hostRegionCode: scope.side === 'host' ? scope.regionCode : null,
        enterpriseId: enterprise.id,
      };
      if (await book.known(change, owner, named)) throw reject('CONFLICT', 'CONTACT_KNOWN', 'phone');
      const added: EnterpriseContact = {
        ...owner,
        id: change.id,
        title,
        ...book.sealedName({ tenant: scope.tenant, id: change.id }, named.name),
        ...book.sealedPhone({ tenant: scope.tenant, id: change.id }, named.phone),
        removedAt: null,
        version: 1,
        createdAt: change.now,
      };
      await change.insert(EnterpriseContact, added);
      return added;
    },

    again: (change, made) => change.find<EnterpriseContact>('contact', 'idempotencyKey', contactById(made)),
  }),

  /** Puts a contact right. */
  edit: command({
    operation: 'editContact',
    ...contact,
    rules: edit,

    async run(change, { id, expectedVersion, ...input }): Promise<EnterpriseContact> {
      const locked = await change.lock<EnterpriseContact>('contact', expectedVersion, contactById(id));
      if (locked.removedAt) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
      const before = book.open(locked);
      const named = {
        name: input.name ?? before.name,
        phone: input.phone === undefined ? before.phone : input.phone,
      };
      const known = await book.known(change, locked, named);
      if (known && known.id !== locked.id) throw reject('CONFLICT', 'CONTACT_KNOWN', 'phone');
      return change.update(EnterpriseContact, locked, {
        title: input.title === undefined ? locked.title : input.title,
        // What nobody touches stays as it is sealed: it may be what does not open.
        ...(input.name == null ? {} : book.sealedName(locked, input.name)),
        ...(input.phone === undefined ? {} : book.sealedPhone(locked, input.phone)),
      });
    },
  }),

  /** Takes a contact off the list. Visits go on to say whom one met. */
  remove: command({
    operation: 'removeContact',
    ...contact,
    rules: step,

    async run(change, { id, expectedVersion }): Promise<EnterpriseContact> {
      const locked = await change.lock<EnterpriseContact>('contact', expectedVersion, contactById(id));
      if (locked.removedAt) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
      return change.update(EnterpriseContact, locked, { removedAt: change.now });
    },
  }),
});
