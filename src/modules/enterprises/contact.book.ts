import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { PersonalData } from '../../infra/crypto/personal-data.ts';
import type { SealedReading } from '../../infra/crypto/reading.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import { optional, optionalText, phoneNumber, text } from '../../operations/rules.ts';
import { EnterpriseContact } from './contact.entity.ts';
import { ofEnterprise } from './enterprise.queries.ts';

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

/** A null name or number may be one that does not open. */
type Named = { name: string | null; phone: string | null };

export interface ContactBook {
  /** The id of the contact of this name and number that the region knows already, or of a new one. */
  remember(
    change: Change,
    of: { tenant: string; homeRegionCode: string; enterpriseId: string },
    contact: z.output<typeof contactRules>,
  ): Promise<string>;
  /** The contact of this name and number that the owner's region knows at the enterprise. */
  known(change: Change, of: ContactOwner, contact: Named): Promise<EnterpriseContact | undefined>;
  /** A name as it is kept in the contact's row. */
  sealedName(at: Row, name: string): Pick<EnterpriseContact, 'nameSealed'>;
  /** A number as it is kept in the contact's row, and found by. */
  sealedPhone(at: Row, phone: string | null): Pick<EnterpriseContact, 'phoneSealed' | 'phoneHash'>;
  /** Name and number in clear, to be compared; of one that was erased, no name. */
  open(contact: EnterpriseContact): Named;
}

type Row = Pick<EnterpriseContact, 'tenant' | 'id'>;

export function createContactBook(personalData: PersonalData, reading: SealedReading): ContactBook {
  const place = (column: 'name' | 'phone', { tenant, id }: Row) =>
    ({ table: 'enterprise_contact', column, tenant, id }) as const;

  const book: ContactBook = {
    async remember(change, of, { title, ...contact }) {
      const owner = { ...of, hostRegionCode: null };
      const known = await book.known(change, owner, contact);
      if (known) return known.id;
      const row = { tenant: of.tenant, id: uuidv7() };
      await change.insert(EnterpriseContact, {
        ...owner,
        ...row,
        title,
        ...book.sealedName(row, contact.name),
        ...book.sealedPhone(row, contact.phone),
        createdAt: change.now,
      });
      return row.id;
    },

    async known(change, of, { name, phone }) {
      if (name === null || phone === null) return undefined;
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

    sealedName: (at, name) => ({ nameSealed: personalData.seal(place('name', at), name) }),

    sealedPhone: (at, phone) => ({
      phoneSealed: phone ? personalData.seal(place('phone', at), phone) : null,
      phoneHash: phone ? personalData.lookupHash('phone', phone) : null,
    }),

    open: (contact) => ({
      name: contact.nameSealed ? reading.open(place('name', contact), contact.nameSealed) : '',
      phone: contact.phoneSealed && reading.open(place('phone', contact), contact.phoneSealed),
    }),
  };
  return book;
}
