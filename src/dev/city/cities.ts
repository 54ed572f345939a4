import { type Coordinates, destinationOf } from '../../lib/geo.ts'
import type { SeededRandom } from '../../lib/random.ts'
import type { Language } from './wording.ts'

export interface Neighbourhood {
  name: Readonly<Record<Language, string>>
  middle: Coordinates
}

/** Where a world lies. */
export interface City {
  /** As in "around Bangkok". */
  name: string
  neighbourhoods: readonly Neighbourhood[]
}

/** Nothing is farther from the middle of its neighbourhood, in km. */
const reachKm = 1.2

const at = (english: string, thai: string, latitude: number, longitude: number): Neighbourhood => ({
  name: { english, thai },
  middle: { latitude, longitude },
})

export const cityKeys = ['bangkok', 'chiangmai', 'hatyai'] as const
export type CityKey = (typeof cityKeys)[number]

export const cities: Readonly<Record<CityKey, City>> = {
  bangkok: {
    name: 'Bangkok',
    neighbourhoods: [
      at('Ari, Phaya Thai', 'อารีย์ พญาไท', 13.7797, 100.5446),
      at('Thong Lo, Watthana', 'ทองหล่อ วัฒนา', 13.7307, 100.5822),
      at('Ekkamai, Watthana', 'เอกมัย วัฒนา', 13.7195, 100.5852),
      at('Silom, Bang Rak', 'สีลม บางรัก', 13.7286, 100.5342),
      at('Sathon', 'สาทร', 13.7213, 100.5288),
      at('Siam, Pathum Wan', 'สยาม ปทุมวัน', 13.7456, 100.5341),
      at('Ratchathewi', 'ราชเทวี', 13.7519, 100.5316),
      at('Lat Phrao', 'ลาดพร้าว', 13.8065, 100.5735),
      at('Chatuchak', 'จตุจักร', 13.8022, 100.5538),
      at('Bang Na', 'บางนา', 13.6682, 100.6046),
      at('On Nut, Suan Luang', 'อ่อนนุช สวนหลวง', 13.7056, 100.6011),
      at('Rama 9, Huai Khwang', 'พระราม 9 ห้วยขวาง', 13.7575, 100.5652),
      at('Yaowarat, Samphanthawong', 'เยาวราช สัมพันธวงศ์', 13.7409, 100.5089),
      at('Khao San Road, Phra Nakhon', 'ถนนข้าวสาร พระนคร', 13.7589, 100.4971),
      at('Dusit', 'ดุสิต', 13.7744, 100.5153),
      at('Pin Klao, Bangkok Noi', 'ปิ่นเกล้า บางกอกน้อย', 13.7786, 100.4765),
      at('Wongwian Yai, Thon Buri', 'วงเวียนใหญ่ ธนบุรี', 13.7264, 100.4931),
      at('Khlong San', 'คลองสาน', 13.7308, 100.5095),
    ],
  },
  chiangmai: {
    name: 'Chiang Mai',
    neighbourhoods: [
      at('Nimmanhaemin, Suthep', 'นิมมานเหมินท์ สุเทพ', 18.7967, 98.9674),
      at('Old City, Phra Sing', 'คูเมือง พระสิงห์', 18.7883, 98.9853),
      at('Tha Phae, Chang Moi', 'ท่าแพ ช้างม่อย', 18.7878, 98.9935),
      at('Chang Khlan', 'ช้างคลาน', 18.7797, 99.0003),
      at('Santitham, Chang Phueak', 'สันติธรรม ช้างเผือก', 18.8035, 98.981),
      at('Wat Ket', 'วัดเกต', 18.7905, 99.0045),
      at('Jed Yod, Chang Phueak', 'เจ็ดยอด ช้างเผือก', 18.809, 98.972),
      at('Behind the university, Suthep', 'หลังมอ สุเทพ', 18.793, 98.952),
      at('Fa Ham', 'ฟ้าฮ่าม', 18.8095, 99.011),
      at('Nong Hoi', 'หนองหอย', 18.756, 99.009),
      at('Pa Daet', 'ป่าแดด', 18.752, 98.99),
      at('Hai Ya', 'หายยา', 18.776, 98.985),
      at('Mae Hia', 'แม่เหียะ', 18.741, 98.956),
    ],
  },
  hatyai: {
    name: 'Hat Yai',
    neighbourhoods: [
      at('Kim Yong Market', 'ตลาดกิมหยง', 7.0075, 100.4705),
      at('Railway Station', 'สถานีรถไฟหาดใหญ่', 7.0045, 100.466),
      at('Clock Tower', 'หอนาฬิกา', 7.0105, 100.472),
      at('Niphat Uthit 3', 'นิพัทธ์อุทิศ 3', 7.003, 100.472),
      at('Prince of Songkla University, Kho Hong', 'มหาวิทยาลัยสงขลานครินทร์ คอหงส์', 7.0067, 100.4985),
      at('Kho Hong', 'คอหงส์', 7.017, 100.501),
      at('Khlong Rian', 'คลองเรียน', 6.999, 100.485),
      at('Hat Yai Nai', 'หาดใหญ่ใน', 6.999, 100.456),
      at('Khuan Lang', 'ควนลัง', 6.99, 100.43),
      at('Khlong Hae', 'คลองแห', 7.038, 100.474),
      at('Ban Phru', 'บ้านพรุ', 6.949, 100.479),
      at('Municipal Park', 'สวนสาธารณะเทศบาล', 7.041, 100.508),
    ],
  },
}

/** What there is everywhere: how far from the middle, in km, and in which direction, in degrees from north. */
const usualNeighbourhoods: readonly [english: string, thai: string, km: number, degrees: number][] = [
  ['the old market', 'ตลาดเก่า', 0.3, 20],
  ['the station', 'หน้าสถานี', 0.9, 75],
  ['the riverside', 'ริมน้ำ', 1.4, 160],
  ['the school', 'ข้างโรงเรียน', 1.1, 215],
  ['the hospital', 'ใกล้โรงพยาบาล', 1.9, 260],
  ['the park', 'ใกล้สวนสาธารณะ', 1.6, 305],
  ['the university', 'หลังมหาวิทยาลัย', 2.4, 345],
  ['the temple', 'ข้างวัด', 2.2, 110],
]

/** A world around a place, no part of it farther away than four kilometres. */
export const cityAround = (center: Coordinates): City => ({
  name: `${center.latitude}, ${center.longitude}`,
  neighbourhoods: usualNeighbourhoods.map(([english, thai, km, degrees]) => ({
    name: { english: `near ${english}`, thai },
    middle: destinationOf(center, km, degrees),
  })),
})

/** Somewhere in a neighbourhood, to the metre. */
export const spotIn = (random: SeededRandom, { middle }: Neighbourhood): Coordinates => {
  // The root spreads the places evenly over the circle.
  const km = reachKm * Math.sqrt(random.between(0, 1))
  return spotAt(middle, km, random.between(0, 360))
}

/** Where one comes from a place by going so far into a direction, in degrees from the north; to the metre. */
export const spotAt = (from: Coordinates, km: number, degrees: number): Coordinates => {
  const { latitude, longitude } = destinationOf(from, km, degrees)
  return { latitude: Number(latitude.toFixed(5)), longitude: Number(longitude.toFixed(5)) }
}
