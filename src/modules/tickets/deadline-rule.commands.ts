import { z } from 'zod';
import { sql } from '../../infra/db/select.ts';
import type { CommandRunner } from '../../operations/command.ts';
import { breach, date, listOf } from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import { wholeProvinceOf } from '../../shared/region-scope.ts';
import { keepCalendars } from '../calendars/index.ts';
import type { Terms } from './deadline.ts';
import { TicketDeadlineRule } from './deadline-rule.entity.ts';
import { TicketCategory } from './ticket.enums.ts';

const categories = Object.values(TicketCategory);

/** Every category once, so that a rule says all that holds. */
const terms = listOf(
  z.object({
    category: z.enum(TicketCategory),
    workingDays: z.number().int().min(1).max(120),
    urgentHours: z.number().int().min(1).max(720),
  }),
  categories.length,
).transform((given, context): Terms => {
  const byCategory = Object.fromEntries(given.map(({ category, ...term }) => [category, term]));
  return categories.every((category) => category in byCategory)
    ? (byCategory as Terms)
    : breach(context, 'INVALID', 'EACH_CATEGORY_ONCE');
});

/** 0 before a province's first rule. */
const setting = z.object({ expectedVersion: z.number().int(), validFrom: date, terms });

export type DeadlineRuleCommands = ReturnType<typeof createDeadlineRuleCommands>;

export const createDeadlineRuleCommands = (command: CommandRunner) => ({
  /** Sets how long tickets may take that are opened from a day on; those opened before keep the rule they have. */
  set: command({
    operation: 'setTicketDeadlines',
    returns: 'ticketDeadlineRule',
    type: 'TicketDeadlineRule',
    rules: setting,

    async run(change, { expectedVersion, validFrom, terms }): Promise<TicketDeadlineRule> {
      const provinceRegionCode = wholeProvinceOf(change.actor.scope);
      if (!provinceRegionCode) throw reject('FORBIDDEN', 'WHOLE_PROVINCE_ONLY');
      if (validFrom < change.today) throw reject('INVALID', 'DATE_IN_PAST', 'validFrom');
      keepCalendars(change, 'to alter');
      const [latest] = await change.read<{ version: number | null }>(
        'ticketDeadlineRuleVersion',
        (visible) => sql`
        SELECT max(r.version) AS version FROM ticket_deadline_rule r
         WHERE ${visible.shared()} AND r.province_region_code = ${provinceRegionCode}`,
      );
      const version = latest?.version ?? 0;
      if (version !== expectedVersion) throw reject('STALE_VERSION', 'STALE_VERSION', 'expectedVersion');
      const rule: TicketDeadlineRule = {
        id: change.id,
        provinceRegionCode,
        validFrom,
        terms,
        version: version + 1,
        enteredAt: change.now,
      };
      await change.insert(TicketDeadlineRule, rule);
      return rule;
    },
  }),
});
