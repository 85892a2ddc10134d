import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.ts';
import type { PersonalData } from '../../infra/crypto/personal-data.ts';
import { maskName, maskPhone } from '../../shared/mask.ts';
import { translate } from '../../shared/messages.ts';
import { Region, type RegionRecord, regions } from '../regions/index.ts';
import { Worker } from './worker.entity.ts';

@Resolver(() => Worker)
export class WorkerResolver {
  constructor(private readonly personalData: PersonalData) {}

  @FieldResolver(() => String, { description: 'Masked: 王*. Says so when it was erased.' })
  name(@Root() worker: Worker, @Ctx() { locale }: Context): string {
    const { nameSealed } = worker;
    return nameSealed ? maskName(this.#open('name', worker, nameSealed)) : translate('ERASED', locale);
  }

  @FieldResolver(() => String, { nullable: true, description: 'Masked: 138****1234.' })
  phone(@Root() worker: Worker): string | null {
    return worker.phoneSealed && maskPhone(this.#open('phone', worker, worker.phoneSealed));
  }

  @FieldResolver(() => Region, { nullable: true, description: 'Where the worker is from.' })
  homeRegion(@Root() worker: Worker): RegionRecord {
    return regions.get(worker.homeRegionCode);
  }

  #open(column: 'name' | 'phone', { tenant, id }: Worker, sealed: Buffer): string {
    return this.personalData.open({ table: 'worker', column, tenant, id }, sealed);
  }
}
