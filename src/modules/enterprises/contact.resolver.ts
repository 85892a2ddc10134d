import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { connectionType, PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import type { PersonalData } from '../../infra/crypto/personal-data.ts';
import { maskName, maskPhone } from '../../shared/mask.ts';
import { EnterpriseContact } from './contact.entity.ts';
import type { ContactQueries } from './contact.queries.ts';
import { Enterprise } from './enterprise.entity.ts';

const EnterpriseContactConnection = connectionType('EnterpriseContact', () => EnterpriseContact);

@Resolver(() => EnterpriseContact)
export class ContactResolver {
  constructor(private readonly personalData: PersonalData) {}

  @FieldResolver(() => String, { description: 'Masked: 王*.' })
  name(@Root() contact: EnterpriseContact): string {
    return maskName(this.#open('name', contact, contact.nameSealed));
  }

  @FieldResolver(() => String, { nullable: true, description: 'Masked: 138****1234.' })
  phone(@Root() contact: EnterpriseContact): string | null {
    return contact.phoneSealed && maskPhone(this.#open('phone', contact, contact.phoneSealed));
  }

  #open(column: 'name' | 'phone', { tenant, id }: EnterpriseContact, sealed: Buffer): string {
    return this.personalData.open({ table: 'enterprise_contact', column, tenant, id }, sealed);
  }
}

@Resolver(() => Enterprise)
export class EnterpriseContactsResolver {
  constructor(private readonly queries: ContactQueries) {}

  @FieldResolver(() => EnterpriseContactConnection, {
    description: 'Whom your side knows there, newest first.',
  })
  contacts(@Root() enterprise: Enterprise, @Ctx() ctx: Context, @Args(() => PageArgs) page: PageArgs) {
    return ctx.page(this.queries.ofEnterprises, enterprise.id, page);
  }
}
