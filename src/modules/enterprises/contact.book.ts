import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { PersonalData } from '../../infra/crypto/personal-data.ts';
import { columnsOf, sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import { breach, optional, optionalText, text } from '../../operations/rules.ts';
import { normalizePhone } from '../../shared/phone.ts';
import { EnterpriseContact } from './contact.entity.ts';

export const contactRules = z.object({
  name: text(60),
  title: optionalText(60),
  phone: optional(
    z
      .string()
      .transform((phone, context) => normalizePhone(phone) ?? breach(context, 'INVALID', 'PHONE_INVALID')),
  ),
});

export interface ContactBook {
  /** The id of the contact of this name and number that the region knows already, or of a new one. */
  remember(
    change: Change,
    of: { tenant: string; homeRegionCode: string; enterpriseId: string },
    contact: z.output<typeof contactRules>,
  ): Promise<string>;
}

export function createContactBook(personalData: PersonalData): ContactBook {
  const place = (column: 'name' | 'phone', { tenant, id }: { tenant: string; id: string }) =>
    ({ table: 'enterprise_contact', column, tenant, id }) as const;

  return {
    async remember(change, of, { name, title, phone }) {
      const phoneHash = phone ? personalData.lookupHash('phone', phone) : null;
      const sameNumber = phoneHash
        ? await change.read<EnterpriseContact>(
            'contact',
            (visible) => sql`
            SELECT ${columnsOf(EnterpriseContact, 'c')}
              FROM enterprise_contact c
             WHERE ${visible.network('c')} AND c.enterprise_id = ${of.enterpriseId}
               AND c.home_region_code = ${of.homeRegionCode} AND c.phone_hash = ${phoneHash}
             ORDER BY c.id LIMIT 20`,
          )
        : [];
      const known = sameNumber.find((one) => personalData.open(place('name', one), one.nameSealed) === name);
      if (known) return known.id;

      const id = uuidv7();
      const at = { tenant: of.tenant, id };
      await change.insert(EnterpriseContact, {
        ...of,
        id,
        hostRegionCode: null,
        nameSealed: personalData.seal(place('name', at), name),
        title,
        phoneSealed: phone ? personalData.seal(place('phone', at), phone) : null,
        phoneHash,
        createdAt: change.now,
      });
      return id;
    },
  };
}
