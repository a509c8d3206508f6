"""Small sounds made by hand: silent MP3 frames, and the tags before them."""

FRAME_MS = 1152 / 44.1  # of MPEG-1 layer III at 44.1 kHz
FRAME = bytes([0xFF, 0xFB, 0x90, 0x64]) + bytes(413)  # 128 kbit/s


def mp3(frames: int) -> bytes:
    return FRAME * frames


def id3(size: int) -> bytes:
    """An ID3v2 tag whose content is so many bytes of padding."""
    return b"ID3\x04\x00\x00" + bytes([0, 0, size >> 7, size & 0x7F]) + bytes(size)
