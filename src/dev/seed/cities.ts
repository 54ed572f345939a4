import { type Coordinates, destinationOf } from '../../lib/geo.ts'
import type { SeededRandom } from '../../lib/random.ts'
import type { Language } from './templates.ts'

interface Neighbourhood {
  name: Readonly<Record<Language, string>>
  center: Coordinates
}

export interface City {
  name: string
  neighbourhoods: readonly Neighbourhood[]
}

const neighbourhoodRadiusKm = 1.2

const neighbourhood = (
  english: string,
  thai: string,
  latitude: number,
  longitude: number,
): Neighbourhood => ({
  name: { english, thai },
  center: { latitude, longitude },
})

export const cityKeys = ['bangkok', 'chiangmai', 'hatyai'] as const
export type CityKey = (typeof cityKeys)[number]

export const cities: Readonly<Record<CityKey, City>> = {
  bangkok: {
    name: 'Bangkok',
    neighbourhoods: [
      neighbourhood('Ari, Phaya Thai', 'อารีย์ พญาไท', 13.7797, 100.5446),
      neighbourhood('Thong Lo, Watthana', 'ทองหล่อ วัฒนา', 13.7307, 100.5822),
      neighbourhood('Ekkamai, Watthana', 'เอกมัย วัฒนา', 13.7195, 100.5852),
      neighbourhood('Silom, Bang Rak', 'สีลม บางรัก', 13.7286, 100.5342),
      neighbourhood('Sathon', 'สาทร', 13.7213, 100.5288),
      neighbourhood('Siam, Pathum Wan', 'สยาม ปทุมวัน', 13.7456, 100.5341),
      neighbourhood('Ratchathewi', 'ราชเทวี', 13.7519, 100.5316),
      neighbourhood('Lat Phrao', 'ลาดพร้าว', 13.8065, 100.5735),
      neighbourhood('Chatuchak', 'จตุจักร', 13.8022, 100.5538),
      neighbourhood('Bang Na', 'บางนา', 13.6682, 100.6046),
      neighbourhood('On Nut, Suan Luang', 'อ่อนนุช สวนหลวง', 13.7056, 100.6011),
      neighbourhood('Rama 9, Huai Khwang', 'พระราม 9 ห้วยขวาง', 13.7575, 100.5652),
      neighbourhood('Yaowarat, Samphanthawong', 'เยาวราช สัมพันธวงศ์', 13.7409, 100.5089),
      neighbourhood('Khao San Road, Phra Nakhon', 'ถนนข้าวสาร พระนคร', 13.7589, 100.4971),
      neighbourhood('Dusit', 'ดุสิต', 13.7744, 100.5153),
      neighbourhood('Pin Klao, Bangkok Noi', 'ปิ่นเกล้า บางกอกน้อย', 13.7786, 100.4765),
      neighbourhood('Wongwian Yai, Thon Buri', 'วงเวียนใหญ่ ธนบุรี', 13.7264, 100.4931),
      neighbourhood('Khlong San', 'คลองสาน', 13.7308, 100.5095),
    ],
  },
  chiangmai: {
    name: 'Chiang Mai',
    neighbourhoods: [
      neighbourhood('Nimmanhaemin, Suthep', 'นิมมานเหมินท์ สุเทพ', 18.7967, 98.9674),
      neighbourhood('Old City, Phra Sing', 'คูเมือง พระสิงห์', 18.7883, 98.9853),
      neighbourhood('Tha Phae, Chang Moi', 'ท่าแพ ช้างม่อย', 18.7878, 98.9935),
      neighbourhood('Chang Khlan', 'ช้างคลาน', 18.7797, 99.0003),
      neighbourhood('Santitham, Chang Phueak', 'สันติธรรม ช้างเผือก', 18.8035, 98.981),
      neighbourhood('Wat Ket', 'วัดเกต', 18.7905, 99.0045),
      neighbourhood('Jed Yod, Chang Phueak', 'เจ็ดยอด ช้างเผือก', 18.809, 98.972),
      neighbourhood('Behind the university, Suthep', 'หลังมอ สุเทพ', 18.793, 98.952),
      neighbourhood('Fa Ham', 'ฟ้าฮ่าม', 18.8095, 99.011),
      neighbourhood('Nong Hoi', 'หนองหอย', 18.756, 99.009),
      neighbourhood('Pa Daet', 'ป่าแดด', 18.752, 98.99),
      neighbourhood('Hai Ya', 'หายยา', 18.776, 98.985),
      neighbourhood('Mae Hia', 'แม่เหียะ', 18.741, 98.956),
    ],
  },
  hatyai: {
    name: 'Hat Yai',
    neighbourhoods: [
      neighbourhood('Kim Yong Market', 'ตลาดกิมหยง', 7.0075, 100.4705),
      neighbourhood('Railway Station', 'สถานีรถไฟหาดใหญ่', 7.0045, 100.466),
      neighbourhood('Clock Tower', 'หอนาฬิกา', 7.0105, 100.472),
      neighbourhood('Niphat Uthit 3', 'นิพัทธ์อุทิศ 3', 7.003, 100.472),
      neighbourhood('Prince of Songkla University, Kho Hong', 'มหาวิทยาลัยสงขลานครินทร์ คอหงส์', 7.0067, 100.4985),
      neighbourhood('Kho Hong', 'คอหงส์', 7.017, 100.501),
      neighbourhood('Khlong Rian', 'คลองเรียน', 6.999, 100.485),
      neighbourhood('Hat Yai Nai', 'หาดใหญ่ใน', 6.999, 100.456),
      neighbourhood('Khuan Lang', 'ควนลัง', 6.99, 100.43),
      neighbourhood('Khlong Hae', 'คลองแห', 7.038, 100.474),
      neighbourhood('Ban Phru', 'บ้านพรุ', 6.949, 100.479),
      neighbourhood('Municipal Park', 'สวนสาธารณะเทศบาล', 7.041, 100.508),
    ],
  },
}

/** Any town has these; km are from the centre, degrees from north. */
const genericNeighbourhoods: readonly [english: string, thai: string, km: number, degrees: number][] = [
  ['the old market', 'ตลาดเก่า', 0.3, 20],
  ['the station', 'หน้าสถานี', 0.9, 75],
  ['the riverside', 'ริมน้ำ', 1.4, 160],
  ['the school', 'ข้างโรงเรียน', 1.1, 215],
  ['the hospital', 'ใกล้โรงพยาบาล', 1.9, 260],
  ['the park', 'ใกล้สวนสาธารณะ', 1.6, 305],
  ['the university', 'หลังมหาวิทยาลัย', 2.4, 345],
  ['the temple', 'ข้างวัด', 2.2, 110],
]

export const cityAround = (center: Coordinates): City => ({
  name: `${center.latitude}, ${center.longitude}`,
  neighbourhoods: genericNeighbourhoods.map(([english, thai, km, degrees]) => ({
    name: { english: `near ${english}`, thai },
    center: destinationOf(center, km, degrees),
  })),
})

/** The point is exact to a metre. */
export const pointIn = (random: SeededRandom, { center }: Neighbourhood): Coordinates => {
  // The square root spreads the points evenly over the area of the circle.
  const km = neighbourhoodRadiusKm * Math.sqrt(random.between(0, 1))
  return pointAt(center, km, random.between(0, 360))
}

/** Degrees are from north; the point is exact to a metre. */
export const pointAt = (from: Coordinates, km: number, degrees: number): Coordinates => {
  const { latitude, longitude } = destinationOf(from, km, degrees)
  return { latitude: Number(latitude.toFixed(5)), longitude: Number(longitude.toFixed(5)) }
}
