import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { PersonalData } from '../../infra/crypto/personal-data.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import { breach, optional, optionalText, text } from '../../operations/rules.ts';
import { normalizePhone } from '../../shared/phone.ts';
import { EnterpriseContact } from './contact.entity.ts';
import { ofEnterprise } from './enterprise.queries.ts';

export const phoneNumber = z
  .string()
  .transform((phone, context) => normalizePhone(phone) ?? breach(context, 'INVALID', 'PHONE_INVALID'));

export const contactRules = z.object({
  name: text(60),
  title: optionalText(60),
  phone: optional(phoneNumber),
});

/** Whose contact: of a region of the home network, or of an office's region. */
export interface ContactOwner {
  tenant: string;
  homeRegionCode: string | null;
  hostRegionCode: string | null;
  enterpriseId: string;
}

type Named = { name: string; phone: string | null };

export interface ContactBook {
  /** The id of the contact of this name and number that the region knows already, or of a new one. */
  remember(
    change: Change,
    of: { tenant: string; homeRegionCode: string; enterpriseId: string },
    contact: z.output<typeof contactRules>,
  ): Promise<string>;
  /** The contact of this name and number that the owner's region knows at the enterprise. */
  known(change: Change, of: ContactOwner, contact: Named): Promise<EnterpriseContact | undefined>;
  /** Name and number as they are kept in the contact's row. */
  sealed(at: { tenant: string; id: string }, contact: Named): SealedContact;
  /** Name and number in clear, to be written anew; of one that was erased, no name. */
  open(contact: EnterpriseContact): Named;
}

type SealedContact = Pick<EnterpriseContact, 'nameSealed' | 'phoneSealed' | 'phoneHash'>;

export function createContactBook(personalData: PersonalData): ContactBook {
  const place = (column: 'name' | 'phone', { tenant, id }: { tenant: string; id: string }) =>
    ({ table: 'enterprise_contact', column, tenant, id }) as const;

  const book: ContactBook = {
    async remember(change, of, { title, ...contact }) {
      const owner = { ...of, hostRegionCode: null };
      const known = await book.known(change, owner, contact);
      if (known) return known.id;
      const id = uuidv7();
      await change.insert(EnterpriseContact, {
        ...owner,
        id,
        title,
        ...book.sealed({ tenant: of.tenant, id }, contact),
        createdAt: change.now,
      });
      return id;
    },

    async known(change, of, { name, phone }) {
      if (!phone) return undefined;
      const sameNumber = await change.read<EnterpriseContact>(
        'contact',
        (visible) => sql`
        SELECT ${columnsOf(EnterpriseContact, 'c')}
          FROM enterprise_contact c
         WHERE ${visible.contact('c')} AND c.phone_hash = ${personalData.lookupHash('phone', phone)}
           AND c.home_region_code IS NOT DISTINCT FROM ${of.homeRegionCode}
           AND c.host_region_code IS NOT DISTINCT FROM ${of.hostRegionCode}
           AND ${ofEnterprise('c.enterprise_id', of.enterpriseId)} AND c.removed_at IS NULL
         ORDER BY c.id LIMIT 20`,
      );
      return sameNumber.find((one) => book.open(one).name === name);
    },

    sealed: (at, { name, phone }) => ({
      nameSealed: personalData.seal(place('name', at), name),
      phoneSealed: phone ? personalData.seal(place('phone', at), phone) : null,
      phoneHash: phone ? personalData.lookupHash('phone', phone) : null,
    }),

    open: (contact) => ({
      name: contact.nameSealed ? personalData.open(place('name', contact), contact.nameSealed) : '',
      phone: contact.phoneSealed && personalData.open(place('phone', contact), contact.phoneSealed),
    }),
  };
  return book;
}
