// One allocation a buffer: the reference count, a header and the numbers in one block. Buffers are
// never resized, and are written only while one tensor alone refers to them (copy-on-write).

import BLAS

struct StorageHeader {
  var base: UnsafeMutablePointer<Double>
  var count: Int
}

/// The numbers of one or more tensors.
final class Storage: ManagedBuffer<StorageHeader, Double> {
  /// A buffer of `count` numbers whose values are not set yet.
  ///
  /// Large buffers start on a cache line, so that wide loads do not straddle two.
  @inline(__always)
  static func make(_ count: Int) -> Storage {
    let padding = count >= 64 ? 7 : 0
    let buffer = Storage.create(minimumCapacity: count &+ padding) { buffer in
      buffer.withUnsafeMutablePointerToElements { elements in
        var address = UInt(bitPattern: elements)
        if padding != 0 { address = (address &+ 63) & ~63 }
        return StorageHeader(
          base: UnsafeMutablePointer(bitPattern: address) ?? elements, count: count)
      }
    }
    return unsafeDowncast(buffer, to: Storage.self)
  }

  // By pointer, since a class's stored property costs a check of exclusive access each time.
  @inline(__always) var base: UnsafeMutablePointer<Double> {
    withUnsafeMutablePointerToHeader { $0.pointee.base }
  }
}

/// Tells the C library to keep freed buffers; called once by a program when it starts.
///
/// Without it a fresh result of a megabyte costs hundreds of microseconds in page faults.
public func prepareAllocator() { longhand_prepare_allocator() }
