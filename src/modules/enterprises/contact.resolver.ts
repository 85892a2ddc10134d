import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { found } from '../../graphql/found.ts';
import type { PersonalData } from '../../infra/crypto/personal-data.ts';
import type { SealedReading } from '../../infra/crypto/reading.ts';
import { authorize } from '../../operations/permissions.ts';
import { DomainError } from '../../shared/errors.ts';
import { type Locale, translate } from '../../shared/messages.ts';
import { normalizePhone } from '../../shared/phone.ts';
import type { ContactCommands } from './contact.commands.ts';
import { EnterpriseContact } from './contact.entity.ts';
import type { ContactQueries } from './contact.queries.ts';
import {
  AddContactInput,
  ContactPayload,
  EditContactInput,
  EnterpriseContactConnection,
  RemoveContactInput,
} from './contact.types.ts';
import { Enterprise } from './enterprise.entity.ts';
import type { EnterpriseQueries } from './enterprise.queries.ts';

@Resolver(() => EnterpriseContact)
export class ContactResolver {
  constructor(
    private readonly queries: ContactQueries,
    private readonly commands: ContactCommands,
    private readonly enterprises: EnterpriseQueries,
    private readonly personalData: PersonalData,
    private readonly sealed: SealedReading,
  ) {}

  @Query(() => EnterpriseContactConnection, {
    description: 'Whom your side knows by a number, newest first.',
  })
  contacts(
    @Ctx() { actor }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('phone', () => String, { description: 'The number, in any spelling.' }) phone: string,
  ) {
    authorize(actor, 'contacts');
    const number = normalizePhone(phone);
    if (!number) throw new DomainError('BAD_USER_INPUT', 'PHONE_INVALID');
    return this.queries.ofNumber(actor, page, this.personalData.lookupHash('phone', number));
  }

  @Mutation(() => ContactPayload, { description: 'Adds somebody to your own region’s list of contacts.' })
  addContact(
    @Ctx() ctx: Context,
    @Arg('input', () => AddContactInput, { description: 'Who it is.' }) input: AddContactInput,
  ) {
    return this.commands.add(ctx, input);
  }

  @Mutation(() => ContactPayload, { description: 'Puts a contact right.' })
  editContact(
    @Ctx() ctx: Context,
    @Arg('input', () => EditContactInput, { description: 'What is to change.' }) input: EditContactInput,
  ) {
    return this.commands.edit(ctx, input);
  }

  @Mutation(() => ContactPayload, {
    description: 'Takes a contact off the list; visits go on to say whom one met.',
  })
  removeContact(
    @Ctx() ctx: Context,
    @Arg('input', () => RemoveContactInput, { description: 'Which one.' }) input: RemoveContactInput,
  ) {
    return this.commands.remove(ctx, input);
  }

  @FieldResolver(() => String, { description: 'Masked: 王*. Says so when it was erased or cannot be read.' })
  name(@Root() contact: EnterpriseContact, @Ctx() { locale }: Context): string {
    const { nameSealed } = contact;
    return nameSealed ? this.#masked('name', contact, nameSealed, locale) : translate('ERASED', locale);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Masked: 138****1234. Says so when it cannot be read.',
  })
  phone(@Root() contact: EnterpriseContact, @Ctx() { locale }: Context): string | null {
    return contact.phoneSealed && this.#masked('phone', contact, contact.phoneSealed, locale);
  }

  @FieldResolver(() => Enterprise, { description: 'Where they work.' })
  async enterprise(@Root() contact: EnterpriseContact, @Ctx() ctx: Context) {
    return found(await ctx.one(this.enterprises.byIds, contact.enterpriseId));
  }

  #masked(
    column: 'name' | 'phone',
    { tenant, id }: EnterpriseContact,
    sealed: Buffer,
    locale: Locale,
  ): string {
    return this.sealed.masked({ table: 'enterprise_contact', column, tenant, id }, sealed, locale);
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
