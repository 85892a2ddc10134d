import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.ts';
import type { SealedReading } from '../../infra/crypto/reading.ts';
import { type Locale, translate } from '../../shared/messages.ts';
import { Region, type RegionRecord, regions } from '../regions/index.ts';
import { Worker } from './worker.entity.ts';

@Resolver(() => Worker)
export class WorkerResolver {
  constructor(private readonly sealed: SealedReading) {}

  @FieldResolver(() => String, { description: 'Masked: 王*. Says so when it was erased or cannot be read.' })
  name(@Root() worker: Worker, @Ctx() { locale }: Context): string {
    const { nameSealed } = worker;
    return nameSealed ? this.#masked('name', worker, nameSealed, locale) : translate('ERASED', locale);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Masked: 138****1234. Says so when it cannot be read.',
  })
  phone(@Root() worker: Worker, @Ctx() { locale }: Context): string | null {
    return worker.phoneSealed && this.#masked('phone', worker, worker.phoneSealed, locale);
  }

  @FieldResolver(() => Region, { nullable: true, description: 'Where the worker is from.' })
  homeRegion(@Root() worker: Worker): RegionRecord {
    return regions.get(worker.homeRegionCode);
  }

  #masked(column: 'name' | 'phone', { tenant, id }: Worker, sealed: Buffer, locale: Locale): string {
    return this.sealed.masked({ table: 'worker', column, tenant, id }, sealed, locale);
  }
}
